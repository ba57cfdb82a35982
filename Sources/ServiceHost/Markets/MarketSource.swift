public import LeadlineAPI
public import Market

/// Where market versions are kept.
public protocol MarketSource: Sendable {
    /// The newest version of every tenant that has one.
    nonisolated(nonsending) func newestVersions() async throws -> [TenantID: Int64]
    /// One version; nil when there is none.
    nonisolated(nonsending) func market(
        _ tenant: TenantID, version: Int64
    ) async throws -> WireMarket?
}
