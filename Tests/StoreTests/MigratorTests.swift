import Postgres
import PostgresTesting
import Store
import Testing

@Suite struct MigratorTests {
    @Test func itAppliesEverythingOnceHoweverManyRun() async throws {
        try await withSchema { settings in
            try await withClient(settings) { client in
                let store = Store(client: client)
                #expect(try await !store.isMigrated())
                #expect(try await store.appliedMigrations().isEmpty)
                let applied = try await all([1, 2, 3]) { _ in
                    try await Migrator(client: client).migrate().map(\.number)
                }.flatMap { try $0.get() }
                #expect(applied.sorted() == Migration.all.map(\.number))
                #expect(try await store.isMigrated())
                #expect(try await Migrator(client: client).migrate().isEmpty)
            }
        }
    }

    @Test func itRefusesAChangedMigration() async throws {
        try await withSchema { settings in
            try await withClient(settings) { client in
                _ = try await Migrator(client: client).migrate()
                _ = try await client.run(
                    Statement("t", "update schema_migrations set checksum = '' where number = 2"))
                let error = await #expect(throws: StoreError.self) {
                    try await Migrator(client: client).migrate()
                }
                #expect(error?.code == .migrationMismatch)
            }
        }
    }

    @Test func numbersHaveNoGaps() {
        #expect(Migration.all.map(\.number) == Array(1...Int32(Migration.all.count)))
    }
}
