public import Market
import Postgres

extension Store {
    /// How far a projection has read, and until when (microseconds since 1970) it is complete.
    public nonisolated(nonsending) func projection(
        tenant: TenantID, name: String
    ) async throws -> (position: JournalPosition, completeUntilMicros: Int64) {
        let rows = try await client.run(Self.readCursor, [tenant.parameter, .text(name)])
        guard let row = rows.first else { return (.start, .min) }
        let position = JournalPosition(
            era: try row.int32(0), transaction: UInt64(try row.int64(1)),
            sequence: try row.int64(2))
        return (position, try row.timestampMicroseconds(3))
    }

    /// Adds sums and moves the cursor `from` → `to`, in one transaction. False, and nothing added,
    /// when the cursor isn't at `from` (any more): read it again.
    public nonisolated(nonsending) func applyRollups(
        tenant: TenantID, name: String, from: JournalPosition, to: JournalPosition,
        completeUntilMicros: Int64, _ sums: [RollupKey: RollupSums]
    ) async throws -> Bool {
        // Sorted, so that two appliers would lock rows in the same order.
        let rows = sums.sorted { $0.key.precedes($1.key) }
        let keys = rows.map(\.key)
        return try await client.run(
            Self.applyRollups,
            [tenant.parameter, .text(name)] + from.parameters + to.parameters + [
                .timestamp(completeUntilMicros),
                .timestampArray(keys.map(\.hourMicros)),
                .textArray(keys.map(\.seller)), .textArray(keys.map(\.channel)),
                .textArray(keys.map(\.buyer)), .textArray(keys.map(\.campaign)),
                .textArray(keys.map(\.group)), .int2Array(keys.map(\.reason)),
                .int2Array(keys.map(\.score)), .textArray(keys.map(\.sub1)),
                .textArray(keys.map(\.currency)),
                .int8Array(rows.flatMap { $0.value.all }),
            ]
        ).only().bool(0)
    }

    private static let readCursor = Statement(
        "read_cursor",
        """
        select era, xid, seq, at from projection_cursors where tenant_id = $1 and name = $2
        """, idempotent: true)

    private static let applyRollups = Statement(
        "apply_rollups",
        """
        select apply_rollups($1, $2, $3, $4::text::xid8, $5, $6, $7::text::xid8, $8, $9, $10, $11,
            $12, $13, $14, $15, $16, $17, $18, $19, $20)
        """)
}

extension RollupKey {
    fileprivate func precedes(_ other: RollupKey) -> Bool {
        if hourMicros != other.hourMicros { return hourMicros < other.hourMicros }
        if reason != other.reason { return reason < other.reason }
        if score != other.score { return score < other.score }
        return [seller, channel, buyer, campaign, group, sub1, currency].lexicographicallyPrecedes(
            [
                other.seller, other.channel, other.buyer, other.campaign, other.group, other.sub1,
                other.currency,
            ])
    }
}
