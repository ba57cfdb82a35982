public import Market
import Postgres

enum MaintenanceStatements {
    static let ensurePartitions = Statement(
        "ensure_partitions", "select ensure_partitions($1)", idempotent: true)

    static let purgeSubmissions = Statement(
        "purge_submissions",
        "select purge_submissions($1, now() - $2::int8 * interval '1 microsecond', $3)",
        idempotent: true)
}

extension Store {
    /// Makes the partitions of this month and the next ones where they are missing; returns how
    /// many were. Call it once a day, and at start. A lock that isn't free shows as 55P03: call it
    /// again later; nothing depends on its being on time (see ``Migration/maintenance``).
    @discardableResult
    public nonisolated(nonsending) func ensurePartitions(monthsAhead: Int = 3) async throws -> Int {
        try await client.run(
            MaintenanceStatements.ensurePartitions, [.int4(Int32(clamping: monthsAhead))]
        ).only().int(0)
    }

    /// Forgets idempotency keys that are older than `ageMicros`, at most `limit`; returns how many.
    /// Call it again while it returns `limit`. Leads and their answers stay. The database's clock
    /// alone says how old a key is: one process whose clock is wrong must not forget them early.
    public nonisolated(nonsending) func purgeSubmissions(
        tenant: TenantID, olderThanMicros ageMicros: Int64, limit: Int = 1_000
    ) async throws -> Int {
        try await client.run(
            MaintenanceStatements.purgeSubmissions,
            [tenant.parameter, .int8(ageMicros), .int4(Int32(clamping: limit))]
        ).only().int(0)
    }
}
