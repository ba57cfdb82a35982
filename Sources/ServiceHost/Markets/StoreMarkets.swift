import LeadlineAPI
import Market
import Store

/// Markets as PostgreSQL keeps them.
struct StoreMarkets: MarketSource {
    let store: Store

    nonisolated(nonsending) func newestVersions() async throws -> [TenantID: Int64] {
        [:]
    }

    nonisolated(nonsending) func market(
        _ tenant: TenantID, version: Int64
    ) async throws -> WireMarket? {
        nil
    }
}
