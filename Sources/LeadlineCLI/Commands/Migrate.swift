import ArgumentParser
import Store

/// `leadline migrate`
struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Brings the database's schema up to date.",
        discussion: """
            Any number may run at once; one works, the others wait for it.

            Example:
              LEADLINE_DATABASE_URL=postgres://leadline@localhost/leadline leadline migrate
            """)

    @OptionGroup var database: DatabaseOptions

    @Option(help: "How many seconds to wait for PostgreSQL.")
    var wait = 60

    func run() async throws {
        let settings = try database.settings()
        let wait = Duration.seconds(wait)
        let applied = try await Session.run { session in
            try await session.withStore(settings: settings, wait: wait) { store in
                try await Migrator(client: store.client).migrate().map {
                    "applied \($0.number): \($0.name)"
                }
            }
        }
        for line in applied { Terminal.say(line) }
        Terminal.say(
            applied.isEmpty ? "The schema is up to date." : "The schema is up to date now.")
    }
}
