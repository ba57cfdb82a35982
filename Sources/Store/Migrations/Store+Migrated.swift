import Postgres

extension Store {
    /// Whether every migration of this program is applied.
    public nonisolated(nonsending) func isMigrated() async throws -> Bool {
        let newest = try await appliedMigrations().max() ?? 0
        return newest >= Int32(Migration.all.count)
    }

    /// The numbers of the migrations that are applied; none when there is no schema yet.
    public nonisolated(nonsending) func appliedMigrations() async throws -> [Int32] {
        do {
            return try await client.run(Self.readMigrations).map { try $0.int32(0) }
        } catch let error as PostgresError where error.sqlState == "42P01" {
            return []
        }
    }

    private static let readMigrations = Statement(
        "read_migrations", "select number from schema_migrations order by number",
        idempotent: true)
}
