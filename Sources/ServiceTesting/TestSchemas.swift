import Logging
import Postgres
import PostgresTesting
import Reactor
import Store

/// Schemas of the shared cluster with all migrations applied, one for each test that runs.
enum TestSchemas {
    static let pool = SchemaPool(
        prefix: "services", keeping: ["schema_migrations", "journal_eras"], prepare: migrate)

    @Sendable
    static func migrate(_ settings: PostgresSettings) async throws {
        let loop = try EventLoop(name: "migrate")
        defer { loop.shutdown() }
        let client = PostgresClient(
            settings: settings, loop: loop, connections: 1, logger: .silent)
        let result = await Task(executorPreference: loop) {
            try await Migrator(client: client).migrate()
        }.result
        await client.close()
        _ = try result.get()
    }
}

extension Logger {
    /// Nothing but what must never happen.
    public static var silent: Logger {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return logger
    }
}
