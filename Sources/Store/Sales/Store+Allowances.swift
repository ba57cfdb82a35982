public import Market
import Postgres

/// What was taken of a cap in one window.
public struct AllowanceUse: Sendable, Hashable {
    /// The campaign, as its market calls it.
    public let campaign: String
    /// The cap, unique within the campaign.
    public let cap: String
    /// The window (``CapWindow/key(_:)``).
    public let window: String
    /// The limit of the last award.
    public let limit: Int64
    /// Confirmed.
    public let used: Int64
    /// Awarded and not settled.
    public let held: Int64
}

/// When a campaign last got a lead.
public struct CampaignServed: Sendable, Hashable {
    /// The campaign, as its market calls it.
    public let campaign: String
    /// In microseconds since 1970.
    public let atMicros: Int64
}

extension Store {
    /// What was taken of all caps in the windows of these names. What isn't listed is untouched.
    /// A reading only: the award decides.
    public nonisolated(nonsending) func allowances(
        tenant: TenantID, windows: [String]
    ) async throws -> [AllowanceUse] {
        let rows = try await client.run(
            Self.readAllowances,
            [tenant.parameter, .textArray(windows), .int4(Int32(clamping: limits.rowsMax))])
        return try rows.map { row in
            AllowanceUse(
                campaign: try row.text(0), cap: try row.text(1), window: try row.text(2),
                limit: try row.int64(3), used: try row.int64(4), held: try row.int64(5))
        }
    }

    /// When each campaign was last awarded a lead that came in since `sinceMicros`. It reads all
    /// those sales: ask at start, then count along.
    public nonisolated(nonsending) func lastServed(
        tenant: TenantID, sinceMicros: Int64
    ) async throws -> [CampaignServed] {
        let rows = try await client.run(
            Self.readLastServed, [tenant.parameter, .timestamp(sinceMicros)])
        return try rows.map { row in
            CampaignServed(
                campaign: try row.text(0), atMicros: try row.timestampMicroseconds(1))
        }
    }

    private static let readAllowances = Statement(
        "read_allowances",
        """
        select campaign_id, cap_id, window_key, limit_units, used, held from allowances
        where tenant_id = $1 and window_key = any ($2)
        order by campaign_id, cap_id, window_key limit $3
        """, idempotent: true)

    private static let readLastServed = Statement(
        "read_last_served",
        """
        select campaign_id, max(created_at) from sales
        where tenant_id = $1 and lead_id >= uuid_floor($2) group by campaign_id
        """, idempotent: true)
}
