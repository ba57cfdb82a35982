/// One numbered step of the schema. Once released it never changes: the migrator refuses a step
/// whose text differs from what it applied.
///
/// Changes expand first and contract in a later release, because services of two releases run side
/// by side during an upgrade: a function that needs other arguments gets another name.
public struct Migration: Sendable {
    /// Its place, from 1, without gaps.
    public let number: Int32
    /// What it is about, for `leadline status`.
    public let name: String
    /// Commands that name nothing with a schema, so that they work in any.
    public let sql: String
}

extension Migration {
    /// All of them, in order.
    public static let all: [Migration] = [
        .tenants, .leads, .sales, .journal, .queues, .rollups, .maintenance,
        .captureLeads, .awardSales, .recordSteps, .leaseClaims, .queueClaims, .applyRollups,
    ]
}
