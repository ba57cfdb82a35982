public import Market
import Postgres

extension Store {
    /// The newest version of every tenant that has one.
    public nonisolated(nonsending) func newestVersions() async throws -> [TenantID: Int64] {
        var versions: [TenantID: Int64] = [:]
        for row in try await client.run(Self.readVersions) {
            versions[try row.id(0)] = try row.int64(1)
        }
        return versions
    }

    /// One version; nil when there is none.
    /// - Parameter version: 0 is the newest
    public nonisolated(nonsending) func market(
        tenant: TenantID, version: Int64 = 0
    ) async throws -> StoredMarket? {
        try await client.run(Self.readMarket, [tenant.parameter, .int8(version)]).first
            .map { row in
                StoredMarket(
                    tenant: tenant, version: try row.int64(0), document: try row.text(1),
                    market: try row.bytes(2), appliedBy: try row.text(3),
                    appliedAtMicros: try row.timestampMicroseconds(4))
            }
    }

    /// Stores a new version with its keys, in one transaction, and tells services (as a hint: they
    /// look each second anyway).
    /// - Throws: ``StoreError/Code/taken`` when a key belongs to another tenant
    public nonisolated(nonsending) func apply(_ market: NewMarket) async throws -> ApplyOutcome {
        do {
            let rows = try await client.run(Self.applyMarket, market.parameters)
            guard let row = rows.first else { return .conflict }
            let version = try row.int64(0)
            return try row.bool(1) ? .applied(version: version) : .unchanged(version: version)
        } catch let error as PostgresError where error.sqlState == .uniqueViolation {
            throw StoreError(.taken, "An API key of this market belongs to another tenant.")
        }
    }

    /// The channel on which applied markets are announced: `client.listen(store.configChannel)`.
    /// The payload is the tenant's id.
    public var configChannel: String {
        "leadline_config_" + (client.settings.schema ?? "public")
    }

    private static let readVersions = Statement(
        "read_versions",
        "select tenant_id, max(version) from market_versions group by tenant_id",
        idempotent: true)

    private static let readMarket = Statement(
        "read_market",
        """
        select version, document, market, applied_by, applied_at from market_versions
        where tenant_id = $1 and ($2 = 0 or version = $2) order by version desc limit 1
        """, idempotent: true)

    private static let applyMarket = Statement(
        "apply_market",
        """
        select o_version, o_changed from apply_market($1, $2::bigint, $3, $4, $5, $6, $7, $8, $9,
            $10, $11)
        """, idempotent: true)
}

extension NewMarket {
    fileprivate var parameters: [PostgresValue] {
        [
            tenant.parameter, expectedVersion.map { .int8($0) } ?? .null, .text(document),
            .bytes(market), .bytes(checksum), .text(appliedBy),
            .bytesArray(keys.map(\.hash)), .int2Array(keys.map(\.role.rawValue)),
            .textArray(keys.map(\.party)), .textArray(keys.map(\.channel)),
            .textArray(keys.map(\.label)),
        ]
    }
}
