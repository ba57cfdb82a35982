public import Market
import Postgres

enum MaintenanceStatements {
    static let ensurePartitions = Statement(
        "ensure_partitions", "select ensure_partitions($1)", idempotent: true)

    static let purgeSubmissions = Statement(
        "purge_submissions", "select purge_submissions($1, $2, $3)", idempotent: true)
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

    /// Forgets idempotency keys of before `beforeMicros` (microseconds since 1970), at most
    /// `limit`; returns how many. Call it again while it returns `limit`. Leads and their answers
    /// stay.
    public nonisolated(nonsending) func purgeSubmissions(
        tenant: TenantID, beforeMicros: Int64, limit: Int = 1_000
    ) async throws -> Int {
        try await client.run(
            MaintenanceStatements.purgeSubmissions,
            [tenant.parameter, .timestamp(beforeMicros), .int4(Int32(clamping: limit))]
        ).only().int(0)
    }
}
