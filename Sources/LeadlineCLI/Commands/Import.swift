import ArgumentParser
import Foundation
import GRPC
import LeadImport
import LeadlineAPI
import Vault

/// `leadline import`
struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Sends many leads on one stream, from a CSV file or made up.",
        discussion: """
            An import that broke is repeated as a whole with its --import-id: rows that were \
            taken answer with their stored result. Exit code 1 when a row failed.

            Examples:
              leadline import leads.csv --mapping leads.mapping.yaml --summary import.json
              leadline import --generate 1000 --seed 7 --wait 30
            """)

    @OptionGroup var service: ServiceOptions

    @Argument(help: "The CSV file.") var file: String?
    @Option(help: "Which column becomes which field, YAML.") var mapping: String?
    @Option(help: "Makes up so many leads instead of reading a file.") var generate: Int?
    @Option(help: "What made up leads follow from.") var seed: UInt64 = 1
    @Option(help: "The channel; else the mapping's, or the key's.") var channel: String?
    @Option(help: "The import's name, to repeat it safely.") var importID: String?
    @Option(help: "Writes the numbers to this file, JSON.") var summary: String?
    @Option(help: "How many seconds to wait for leads that are pending.") var wait = 0
    @Option(help: "Rows under way at a time.") var concurrency = 64
    @Flag(help: "Only checks the rows; nothing is stored.") var dryRun = false

    func validate() throws {
        guard (file == nil) != (generate == nil) else {
            throw ValidationError("Give either a file or --generate.")
        }
        guard file == nil || mapping != nil else {
            throw ValidationError("A file needs --mapping.")
        }
        guard (1...10_000).contains(concurrency) else {
            throw ValidationError("--concurrency is from 1 to 10000.")
        }
        guard generate.map({ $0 >= 0 }) ?? true, wait >= 0 else {
            throw ValidationError("Numbers can't be negative.")
        }
    }

    func run() async throws {
        let source = try source()
        // Before leads are sold for which there would be no numbers.
        if let summary { try Self.write("", to: summary) }
        let id = importID ?? "import-" + Hexadecimal.text(RandomBytes.bytes(8))
        if importID == nil, !dryRun { Terminal.note("  import \(id)") }
        let board = ImportBoard(total: try source.count(), isInteractive: Terminal.isInteractive)
        let stream = ImportStream(
            source: source, importID: id, channel: channel, dryRun: dryRun, window: concurrency)
        let address = service.address(of: .capture)
        let options = try service.call(timeout: nil)
        let wait = wait
        let microseconds = try await Session.run { session in
            try await session.withChannel(address) { capture in
                do {
                    try await stream.run(capture, options, board)
                } catch {
                    board.close()
                    Terminal.note("  repeat it with --import-id \(id)")
                    throw error
                }
                let microseconds = board.elapsed
                let pending = PendingLeads(
                    capture: capture, options: options, loop: session.loop)
                try await pending.settle(board, within: wait)
                board.close()
                return microseconds
            }
        }
        try tell(ImportSummary(board.tally, importID: id, microseconds: microseconds), board.tally)
    }

    private func tell(_ numbers: ImportSummary, _ tally: ImportTally) throws {
        for line in numbers.lines { Terminal.say(line) }
        for problem in tally.problems { Terminal.note("  " + problem) }
        if tally.errors > tally.problems.count {
            Terminal.note("  and \(tally.errors - Int64(tally.problems.count)) more")
        }
        if let summary {
            try Self.write(try JSONText.of(numbers) + "\n", to: summary)
        }
        if tally.errors > 0 { throw ExitCode(1) }
    }

    private static func write(_ text: String, to path: String) throws(CommandFailure) {
        guard FileManager.default.createFile(atPath: path, contents: Data(text.utf8)) else {
            throw CommandFailure(.file, "The file \(path) can't be written.")
        }
    }

    private func source() throws -> RowSource {
        if let generate {
            return .samples(
                SampleLeads(seed: seed, count: generate, channel: channel ?? "insurance-web"))
        }
        let mapping = mapping ?? ""
        return .file(
            path: file ?? "",
            mapping: try FieldMapping.read(try TextFile.read(mapping), file: mapping))
    }
}

/// Bytes as digits.
enum Hexadecimal {
    static func text(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
