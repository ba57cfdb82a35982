public import ArgumentParser
import Foundation
import GRPC
import Logging
import Reactor
import Synchronization
import TLS

/// `simulate`: partners that don't exist, for demos, tests and benchmarks.
public struct SimulateCommand: AsyncParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Simulated partners: the same seed, the same behaviour.",
        subcommands: [BuyersCommand.self])

    public init() {}
}

/// `simulate buyers`.
struct BuyersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "buyers",
        abstract: "Buyers that bid, decline, fall silent and disconnect, by a seed.",
        discussion: """
            Holds one stream for each line of the keys file, each on a connection of its own as
            buyers from different houses do, and stays until it is ended. Says "buyers ready" once
            all are welcomed. With LEADLINE_TLS_CA, a PEM file, it speaks TLS to
            a bidding whose certificate is of that CA.

              leadline keys create --tenant demo --role buyer --all --output buyers.keys
              simulate buyers --keys buyers.keys --address 127.0.0.1:7103
            """)

    @Option(help: "A file with a line a buyer: `buyer_id lk_...`.")
    var keys: String

    @Option(help: "Where bidding listens; or LEADLINE_BIDDING. [127.0.0.1:7103]")
    var address: String?

    @Option(help: "Decides everything that the buyers do.")
    var seed: UInt64 = 2026

    @Flag(help: "Bid on everything at once and accept everything: for benchmarks.")
    var immediate = false

    @Flag(help: "Take every ping and answer none: every auction lasts to its deadline.")
    var silent = false

    func validate() throws {
        if immediate, silent { throw ValidationError("--immediate or --silent, not both.") }
    }

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let target = address ?? environment["LEADLINE_BIDDING"] ?? "127.0.0.1:7103"
        var logger = Logger(
            label: "simulate", factory: { StreamLogHandler.standardError(label: $0) })
        logger.logLevel =
            Logger.Level(rawValue: environment["LEADLINE_LOG_LEVEL"] ?? "info") ?? .info
        let buyers = try KeysFile(path: keys).buyers
        let loops = try EventLoopGroup(count: 1)
        var options = ChannelOptions()
        if let authority = environment["LEADLINE_TLS_CA"], !authority.isEmpty {
            options.tls = try TLSClient(TLSClientSettings(trust: .file(authority)))
        }
        let channels = try buyers.map { _ in
            try GRPCChannel(targets: [target], loops: loops, options: options, logger: logger)
        }
        let missing = Mutex(Set(buyers.map(\.buyer)))
        let ready = logger
        await withTaskGroup(of: Void.self) { group in
            for ((buyer, key), channel) in zip(buyers, channels) {
                let simulated = SimulatedBuyer(
                    key: key,
                    decisions: BuyerDecisions(
                        seed: seed, buyer: buyer, profile: profile(of: buyer)),
                    channel: channel, loop: loops.loops[0], logger: logger
                ) {
                    let isLast = missing.withLock { $0.remove(buyer) != nil && $0.isEmpty }
                    if isLast { ready.info("buyers ready") }
                }
                group.addTask(executorPreference: loops.loops[0]) { await simulated.run() }
            }
        }
    }

    private func profile(of buyer: String) -> BuyerProfile {
        if immediate { return .immediate }
        if silent { return .silent }
        return .drawn(seed: seed, buyer: buyer)
    }
}
