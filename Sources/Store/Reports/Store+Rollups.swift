public import Market
import Postgres

extension Store {
    /// Sums over a period, by any of the dimensions.
    public nonisolated(nonsending) func rollups(
        tenant: TenantID, _ query: RollupQuery
    ) async throws -> RollupAnswer {
        precondition(query.dimensions.count <= 3, "at most three dimensions")
        let parameters: [PostgresValue] = [
            tenant.parameter, .timestamp(query.fromMicros), .timestamp(query.untilMicros),
            query.sellers.map { .textArray($0) } ?? .null,
            query.buyers.map { .textArray($0) } ?? .null,
            .int4(Int32(clamping: query.limit)), query.channel.map { .text($0) } ?? .null,
        ]
        let results = try await client.pipeline(
            [
                (Self.statement(query.dimensions, totalOf: nil), parameters),
                (Self.statement([], totalOf: query.dimensions), parameters),
            ], idempotent: true)
        return RollupAnswer(
            rows: try results[0].map { try Self.row($0, keys: query.dimensions.count) },
            total: try Self.row(try results[1].only(), keys: 0))
    }

    /// Two levels: by currency first, then without, so that a group is one row with its money in
    /// arrays. Made of fixed words only: nothing that a caller says becomes SQL.
    private static func statement(
        _ dimensions: [RollupDimension], totalOf asked: [RollupDimension]?
    ) -> Statement {
        let keys = dimensions.enumerated().map { "\($1.expression) as k\($0)" }
        let names = dimensions.indices.map { "k\($0)" }
        let conditions = (asked ?? dimensions).compactMap(\.presence)
        let inner = (keys + ["currency"] + columns.map { "sum(\($0)) as \($0)" })
        let counts = columns.prefix(Measure.firstOfMoney)
        let money = columns.dropFirst(Measure.firstOfMoney)
        let outer =
            names + counts.map { "coalesce(sum(\($0)), 0)::bigint" }
            + ["array_agg(currency order by currency) filter (where currency <> '')"]
            + money.map {
                "array_agg(\($0)::bigint order by currency) filter (where currency <> '')"
            }
        let numbers = (asked ?? dimensions).map { String($0.rawValue) }
        return Statement(
            (asked == nil ? "rollups_" : "rollup_totals_") + numbers.joined(separator: "_"),
            """
            select \(outer.joined(separator: ", ")) from (
                select \(inner.joined(separator: ", ")) from rollups
                where tenant_id = $1 and hour >= date_trunc('hour', $2, 'UTC') and hour < $3
                    and ($4::text[] is null or seller_id = any ($4))
                    and ($5::text[] is null or buyer_id = any ($5))
                    and ($7::text is null or channel_id = $7)
                    \(conditions.map { "and " + $0 }.joined(separator: " "))
                group by \((names + ["currency"]).joined(separator: ", "))
            ) sums
            \(names.isEmpty ? "" : "group by " + names.joined(separator: ", "))
            order by coalesce(sum(sold), 0) desc, coalesce(sum(received), 0) desc\
            \(names.map { ", " + $0 }.joined())
            limit $6
            """, idempotent: true)
    }

    private static let columns = [
        "received", "rejected", "duplicates", "sold", "unsold", "pending", "stored", "pings",
        "bids", "no_bids", "timeouts", "late_bids", "invalid_bids", "awards", "confirmed_sales",
        "declined_awards", "voided_sales", "returned", "stopped_candidates", "revenue_micros",
        "payout_micros", "margin_micros", "bid_micros",
    ]

    private static func row(_ row: PostgresRow, keys: Int) throws -> RollupAnswer.Row {
        var counts = RollupSums()
        for measure in Measure.allCases where measure.rawValue < Measure.firstOfMoney {
            counts[measure] = try row.int64(keys + measure.rawValue)
        }
        let first = keys + Measure.firstOfMoney
        guard !row.isNull(first) else {
            return RollupAnswer.Row(keys: try texts(row, keys), counts: counts, money: [])
        }
        var money = try row.textArray(first).map { (currency: $0 ?? "", sums: RollupSums()) }
        for measure in Measure.allCases where measure.rawValue >= Measure.firstOfMoney {
            let column = first + 1 + measure.rawValue - Measure.firstOfMoney
            for (index, micros) in try row.int64Array(column).enumerated() {
                money[index].sums[measure] = micros ?? 0
            }
        }
        return RollupAnswer.Row(keys: try texts(row, keys), counts: counts, money: money)
    }

    private static func texts(_ row: PostgresRow, _ count: Int) throws -> [String] {
        try (0..<count).map { try row.text($0) }
    }
}
