import Market
import Postgres

extension Store {
    /// Awards a sale: takes the slot and a unit of each cap, or says what stands in the way.
    public nonisolated(nonsending) func award(_ sale: NewSale) async throws -> AwardOutcome {
        try await awards.submit(sale)
    }

    static func awards(
        _ client: PostgresClient, _ limits: StoreLimits
    ) -> GroupCommit<NewSale, AwardOutcome> {
        GroupCommit(
            client: client, name: "award", maxBatch: limits.awardBatch,
            maxQueued: limits.awardQueue, idempotent: true, partition: Waves.partition
        ) { client, items in
            try await Waves.run(items) { items in
                let rows = try await client.run(awardSales, parameters(items))
                return try Waves.rows(rows, for: items.count).map(outcome)
            }
        }
    }

    static let awardSales = Statement(
        "award_sales",
        """
        select o_status, o_cap, o_state from award_sales($1, $2, $3, $4, $5, $6, $7, $8, $9, $10,
        $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25)
        """, idempotent: true)

    private static func parameters(_ items: [NewSale]) -> [PostgresValue] {
        let caps = CapColumns(items)
        return [
            items[0].tenant.parameter,
            .uuidArray(items.map(\.lead.uuid)),
            .int4Array(items.map(\.epoch)),
            .uuidArray(items.map(\.sale.uuid)),
            .int2Array(items.map { Int16(clamping: $0.slot) }),
            .textArray(items.map(\.buyer)),
            .textArray(items.map(\.campaign)),
            .int8Array(items.map(\.split.price.micros)),
            .int8Array(items.map(\.split.payout.micros)),
            .int8Array(items.map(\.split.margin.micros)),
            .textArray(items.map(\.split.price.currency.code)),
            .int2Array(items.map { Int16(clamping: $0.maxSold) }),
            .textArray(items.map(\.bidReference)),
            .bytesArray(items.map(\.award)),
            .int2Array(items.map { Int16(clamping: $0.score) }),
            .int2Array(items.map { Int16(clamping: $0.decision?.attempt ?? 0) }),
            .bytesArray(items.map { $0.decision?.record }),
            .bytesArray(items.map(\.entry)),
            .int4Array(items.map(\.leaseMilliseconds)),
            .textArray(caps.allowances.map(\.campaign)),
            .textArray(caps.allowances.map(\.cap)),
            .textArray(caps.allowances.map(\.window)),
            .int4Array(caps.items),
            .int4Array(caps.places),
            .int8Array(caps.limits),
        ]
    }

    private static func outcome(_ row: PostgresRow) throws -> AwardOutcome {
        switch try row.int(0) {
        case 1: .granted
        case 2: .refused(cap: try row.text(1))
        case 3: .staleLease
        case 4: .slotTaken
        case 5: .buyerHasIt
        case 6: .settled(try row.saleState(2))
        case 7: .otherTerms
        default: throw StoreError(.unknownValue, "An award has an unknown outcome.")
        }
    }
}
