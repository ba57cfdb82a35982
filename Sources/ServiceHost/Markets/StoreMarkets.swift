import LeadlineAPI
import Market
import Store
import SwiftProtobuf

/// Markets as PostgreSQL keeps them.
struct StoreMarkets: MarketSource {
    let store: Store

    nonisolated(nonsending) func newestVersions() async throws -> [TenantID: Int64] {
        try await store.newestVersions()
    }

    nonisolated(nonsending) func market(
        _ tenant: TenantID, version: Int64
    ) async throws -> WireMarket? {
        let stored = try await store.market(tenant: tenant, version: version)
        return try stored.map { try WireMarket(serializedBytes: $0.market) }
    }
}
