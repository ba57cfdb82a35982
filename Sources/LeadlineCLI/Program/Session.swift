import GRPC
import Logging
import Postgres
import Reactor
import ServiceHost
import Store
import TLS

/// What a command works with while it runs: one loop, on which everything happens.
struct Session: Sendable {
    let loops: EventLoopGroup
    let logger: Logger
    var loop: EventLoop { loops.loops[0] }

    /// Runs a command's work on a loop of its own.
    static func run<Answer: Sendable>(
        _ body: @escaping @Sendable (Session) async throws -> Answer
    ) async throws -> Answer {
        let loops = try EventLoopGroup(count: 1)
        defer { loops.shutdown() }
        let level =
            Environment["LEADLINE_LOG_LEVEL"].flatMap(Logger.Level.init(rawValue:)) ?? .critical
        let logger = Logger(label: "leadline") { _ in
            StandardErrorLog(service: "leadline", format: .text, level: level)
        }
        let session = Session(loops: loops, logger: logger)
        return try await Task(executorPreference: loops.loops[0]) {
            try await body(session)
        }.value
    }

    /// Works with the store, whose connections are closed in the end.
    func withStore<Answer: Sendable>(
        _ options: DatabaseOptions, wait: Duration = .seconds(10),
        _ body: @Sendable (Store) async throws -> Answer
    ) async throws -> Answer {
        try await withStore(settings: options.settings(), wait: wait, body)
    }

    /// Works with the store at these settings.
    func withStore<Answer: Sendable>(
        settings: PostgresSettings, wait: Duration = .seconds(10),
        _ body: @Sendable (Store) async throws -> Answer
    ) async throws -> Answer {
        let client = PostgresClient(
            settings: settings, loop: loop, connections: 2, logger: logger)
        do {
            try await client.waitUntilReady(timeout: wait)
            let answer = try await body(Store(client: client))
            await client.close()
            return answer
        } catch {
            await client.close()
            throw error
        }
    }

    /// Works with a service's channel, which is closed in the end.
    func withChannel<Answer: Sendable>(
        _ address: String, _ body: @Sendable (GRPCChannel) async throws -> Answer
    ) async throws -> Answer {
        let targets = address.split(separator: ",").map {
            String($0.trimmingPrefix { $0 == " " })
        }
        let channel: GRPCChannel
        do {
            var options = ChannelOptions()
            options.tls = try TLSClientSettings.fromEnvironment { Environment[$0] }
                .map(TLSClient.init)
            channel = try GRPCChannel(
                targets: targets, loops: loops, options: options, logger: logger)
        } catch {
            throw CommandFailure(.usage, (error as? RPCError)?.message ?? "\(error)")
        }
        do {
            let answer = try await body(channel)
            await channel.shutdown()
            return answer
        } catch {
            await channel.shutdown()
            throw error
        }
    }
}
