public import Postgres
import Reactor

/// Brings a schema up to date. Any number may run at once: one works, the others wait for it.
///
/// Each migration is a transaction of its own that takes the lock, looks again what is applied, and
/// writes down what it applied with its checksum. A lock of the transaction can't outlive it, and
/// polling for it lets nobody queue on a lock that blocks the transactions of services.
public struct Migrator: Sendable {
    private static let pause: Microseconds = 200_000

    private let client: PostgresClient
    private let patience: Duration

    /// - Parameter patience: how long somebody else's migration is waited for
    public init(client: PostgresClient, patience: Duration = .seconds(120)) {
        self.client = client
        self.patience = patience
    }

    /// Applies what is missing, makes partitions ahead, and begins a new era of the journal when
    /// the database was restored from a dump. Returns the migrations that it applied.
    /// - Throws: ``StoreError`` when an applied migration differs or the wait is over
    public nonisolated(nonsending) func migrate() async throws -> [Migration] {
        var applied: [Migration] = []
        let deadline = client.loop.now + Microseconds(patience)
        for migration in Migration.all {
            while true {
                switch try await attempt(migration) {
                case .applied: applied.append(migration)
                case .known: break
                case .busy:
                    guard client.loop.now < deadline else {
                        throw StoreError(
                            .migrationBusy, "Another migration runs and didn't end in time.")
                    }
                    try await client.loop.sleep(until: client.loop.now + Self.pause)
                    continue
                }
                break
            }
        }
        _ = try await client.run(Self.renewEra)
        _ = try await client.run(MaintenanceStatements.ensurePartitions, [.int4(3)])
        return applied
    }

    private enum Attempt { case applied, known, busy }

    private nonisolated(nonsending) func attempt(
        _ migration: Migration
    ) async throws -> Attempt {
        try await client.transaction(idempotent: true) { transaction in
            guard try await transaction.run(Self.tryLock).only().bool(0) else { return .busy }
            _ = try await transaction.run(Self.createTable)
            let row = try await transaction.run(
                Self.lookUp, [.int4(migration.number), .text(migration.sql)])
            if let row = row.first {
                guard try row.bool(0) else {
                    throw StoreError(
                        .migrationMismatch,
                        "Migration \(migration.number) (\(migration.name)) differs from the one "
                            + "that was applied.")
                }
                return .known
            }
            try await transaction.script(migration.sql)
            _ = try await transaction.run(
                Self.writeDown,
                [.int4(migration.number), .text(migration.name), .text(migration.sql)])
            return .applied
        }
    }

    private static let tryLock = Statement(
        "migration_lock",
        """
        select pg_try_advisory_xact_lock(
            hashtextextended('leadline migrations ' || current_schema(), 0))
        """)

    private static let createTable = Statement(
        "migration_table",
        """
        create table if not exists schema_migrations (
            number int primary key,
            name text not null,
            checksum bytea not null,
            applied_at timestamptz not null default now()
        )
        """)

    private static let lookUp = Statement(
        "migration_lookup",
        """
        select checksum = sha256(convert_to($2, 'UTF8')) from schema_migrations
        where number = $1
        """)

    private static let writeDown = Statement(
        "migration_write",
        """
        insert into schema_migrations (number, name, checksum)
        values ($1, $2, sha256(convert_to($3, 'UTF8')))
        """)

    private static let renewEra = Statement("renew_journal_era", "select renew_journal_era()")
}
