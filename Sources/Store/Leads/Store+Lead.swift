public import Market
import Postgres

extension Store {
    /// A lead; nil when the tenant has no such.
    public nonisolated(nonsending) func lead(
        tenant: TenantID, _ lead: LeadID
    ) async throws -> StoredLead? {
        try await leads(tenant: tenant, [lead]).first
    }

    /// Leads, in the order of their ids; those that the tenant doesn't have are left out.
    public nonisolated(nonsending) func leads(
        tenant: TenantID, _ leads: [LeadID]
    ) async throws -> [StoredLead] {
        if leads.isEmpty { return [] }
        return try await client.run(
            Self.readLeads, [tenant.parameter, .uuidArray(leads.map(\.uuid))]
        ).map(StoredLead.init)
    }

    // One index scan a lead, whatever the planner thinks of the table.
    private static let readLeads = Statement(
        "read_leads",
        """
        select l.* from unnest($2::uuid[]) as i (id) cross join lateral (
            select \(StoredLead.columns) from leads
            where tenant_id = $1 and lead_id = i.id offset 0) l
        order by i.id
        """, idempotent: true)
}

extension StoredLead {
    static let columns = """
        lead_id, seller_id, channel_id, seller_key, outcome, reply, market_version, lease_epoch,
        revision, score, max_sold, already_sold, test, facts, context, created_at
        """

    init(_ row: PostgresRow) throws {
        self.init(
            lead: try row.id(0), seller: try row.text(1), channel: try row.text(2),
            sellerKey: try row.text(3), outcome: try row.outcome(4), reply: try row.bytesOrNil(5),
            marketVersion: try row.int64(6), epoch: try row.int32(7), revision: try row.int32(8),
            score: try row.int(9), maxSold: try row.int(10), alreadySold: try row.int(11),
            test: try row.bool(12), facts: try row.bytes(13), context: try row.bytes(14),
            createdAtMicros: try row.timestampMicroseconds(15))
    }
}
