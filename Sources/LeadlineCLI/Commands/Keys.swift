import ArgumentParser
import ServiceHost
import Store

/// `leadline keys`
struct Keys: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Makes, lists and revokes API keys.",
        discussion: """
            Examples:
              leadline keys create --tenant demo --role operator
              leadline keys create --tenant demo --role seller --channel insurance-web
              leadline keys create --tenant demo --role buyer --all --output buyers.keys
              leadline keys list --tenant demo
              leadline keys revoke 3f8a11c0d2e4 --tenant demo
            """,
        subcommands: [Create.self, List.self, Revoke.self])

    /// `leadline keys create`
    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes a key and shows it, this one time.",
            discussion: """
                Only a hash is stored. Standard output has the key and nothing else. Example:
                  LEADLINE_KEY=$(leadline keys create --tenant demo --role operator)
                """)

        @OptionGroup var database: DatabaseOptions
        @Option(help: "The tenant's name.") var tenant: String
        @Option(help: "seller, buyer, operator or analyst.") var role: KeyRole
        @Option(help: "The seller or buyer, as the market calls it.") var party: String?
        @Option(help: "The only channel that a seller's key opens.") var channel: String?
        @Flag(help: "One key for every buyer (or seller) of the market.") var all = false
        @Option(help: "Writes lines `party key` to this file, which only its owner may read.")
        var output: String?
        @Flag(help: "Makes nothing when the file of --output holds something already.")
        var ifAbsent = false
        @Option(help: "A name for people.") var label = ""
        @Option(help: "What it may do: ping, post, read. All, when none is given.")
        var scope: [String] = []
        @Option(help: "For how many days it works.") var days: Int?

        func validate() throws {
            guard !ifAbsent || output != nil else {
                throw ValidationError("--if-absent looks at the file of --output: give one.")
            }
            guard days.map({ (1...36_500).contains($0) }) ?? true else {
                throw ValidationError("--days is from 1 to 36500.")
            }
            if let unknown = scope.first(where: { !KeyMaking.knownScopes.contains($0) }) {
                let known = KeyMaking.knownScopes.joined(separator: ", ")
                throw ValidationError("'\(unknown)' is no scope. Known: \(known).")
            }
        }

        func run() async throws {
            if ifAbsent, let output, SecretFile.holdsSomething(path: output) {
                return Terminal.note("The keys are in \(output) already.")
            }
            let settings = try database.settings()
            let making = KeyMaking(
                tenant: tenant, role: role, party: party, channel: channel, all: all,
                label: label, scopes: scope, validDays: days)
            let file = try output.map { path throws(CommandFailure) in try SecretFile(path: path) }
            let made = try await Session.run { session in
                try await session.withStore(settings: settings) { try await making.run($0) }
            }
            let lines = made.map { "\($0.party) \($0.key.text)" }
            if let file, let output {
                try file.write(lines.map { $0 + "\n" }.joined())
                Terminal.note("\(made.count) keys are in \(output).")
            } else if all {
                for line in lines { Terminal.say(line) }
            } else {
                for made in made { Terminal.say(made.key.text) }
            }
        }
    }

    /// `leadline keys list`
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists a tenant's keys.")

        @OptionGroup var database: DatabaseOptions
        @Option(help: "The tenant's name.") var tenant: String

        func run() async throws {
            let (settings, tenant) = (try database.settings(), tenant)
            let keys = try await Session.run { session in
                try await session.withStore(settings: settings) { store in
                    try await store.keys(tenant: try await store.owner(named: tenant).id)
                }
            }
            for line in KeyTable.lines(keys, nowMicros: WallClock.system.microseconds()) {
                Terminal.say(line)
            }
        }
    }

    /// `leadline keys revoke`
    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Ends a key for good; services notice within a second.")

        @OptionGroup var database: DatabaseOptions
        @Argument(help: "The beginning of its hash, as `keys list` shows it, or the key itself.")
        var key: String
        @Option(help: "The tenant's name.") var tenant: String

        func run() async throws {
            let (settings, tenant, key) = (try database.settings(), tenant, key)
            let ended = try await Session.run { session in
                try await session.withStore(settings: settings) { store in
                    let owner = try await store.owner(named: tenant).id
                    let found = try KeyTable.find(key, in: try await store.keys(tenant: owner))
                    _ = try await store.revokeKey(tenant: owner, hash: found.hash)
                    return found
                }
            }
            Terminal.say("The key of \(KeyTable.name(ended.role)) \(ended.party) works no more.")
        }
    }
}

extension KeyRole: ExpressibleByArgument {
    public init?(argument: String) {
        guard let role = KeyRole.allCases.first(where: { KeyTable.name($0) == argument }) else {
            return nil
        }
        self = role
    }

    /// As they are written, for the parser's messages.
    public static var allValueStrings: [String] { allCases.map(KeyTable.name) }
}
