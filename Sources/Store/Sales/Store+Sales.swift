public import Market
import Postgres

extension Store {
    /// Every sale of a lead, settled ones included, in the order of their awards.
    public nonisolated(nonsending) func sales(
        tenant: TenantID, lead: LeadID
    ) async throws -> [StoredSale] {
        try await client.run(Self.readSales, [tenant.parameter, lead.parameter])
            .map(StoredSale.init)
    }

    private static let readSales = Statement(
        "read_sales",
        """
        select \(StoredSale.columns) from sales where tenant_id = $1 and lead_id = $2
        order by created_at, slot, sale_id
        """, idempotent: true)
}

extension StoredSale {
    static let columns = """
        lead_id, sale_id, slot, buyer_id, campaign_id, state, price_micros, payout_micros,
        currency, max_sold, bid_ref, buyer_reference, award, grace_until, created_at
        """

    init(_ row: PostgresRow) throws {
        let currency = try row.currency(8)
        self.init(
            lead: try row.id(0), sale: try row.id(1), slot: try row.int(2),
            buyer: try row.text(3), campaign: try row.text(4), state: try row.saleState(5),
            split: try PriceSplit(
                price: Money(micros: try row.int64(6), currency: currency),
                payout: Money(micros: try row.int64(7), currency: currency)),
            maxSold: try row.int(9), bidReference: try row.text(10),
            buyerReference: try row.text(11), award: try row.bytes(12),
            graceUntilMicros: try row.timestampMicrosecondsOrNil(13),
            createdAtMicros: try row.timestampMicroseconds(14))
    }
}
