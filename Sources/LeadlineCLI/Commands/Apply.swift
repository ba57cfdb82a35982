import ArgumentParser
import Foundation
import MarketConfig
import Store

/// `leadline apply`
struct Apply: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Checks a market, shows what changes, and makes it the tenant's next version.",
        discussion: """
            Services take a new version over within a second. The tenant is made when it is new. \
            API keys whose hashes the market lists work from then on; those that it listed before \
            and doesn't any more stop working.

            Examples:
              leadline apply -f Examples/insurance.yaml --tenant demo --dry-run
              leadline apply -f Examples/insurance.yaml --tenant demo
            """)

    @OptionGroup var database: DatabaseOptions

    @Option(name: [.short, .long], help: "The market, YAML; - reads standard input.")
    var file: String

    @Option(help: "The tenant's name.")
    var tenant: String

    @Option(help: "Who applies it, for the record.")
    var by: String?

    @Flag(help: "Only check and show; nothing is stored.")
    var dryRun = false

    @Flag(help: "Show every setting of a first market.")
    var full = false

    func run() async throws {
        let document = try TextFile.read(file)
        let market = try MarketFile.read(
            document, file: file == TextFile.standardInput ? "standard input" : file)
        let settings = try database.settings()
        let application = MarketApplication(
            market: market, document: document, tenant: tenant,
            by: by ?? Environment["USER"] ?? "leadline", dryRun: dryRun)
        let report = try await Session.run { session in
            try await session.withStore(settings: settings) { try await application.run($0) }
        }
        for line in report.lines(tenant: tenant, full: full) { Terminal.say(line) }
    }
}

/// Files of text.
enum TextFile {
    /// The name that stands for it.
    static let standardInput = "-"

    static func read(_ path: String) throws(CommandFailure) -> String {
        let data =
            path == standardInput
            ? (try? FileHandle.standardInput.readToEnd()) ?? Data()
            : FileManager.default.contents(atPath: path)
        guard let data else {
            throw CommandFailure(.file, "The file \(path) can't be read.")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw CommandFailure(.file, "The file \(path) isn't UTF-8.")
        }
        return text
    }
}
