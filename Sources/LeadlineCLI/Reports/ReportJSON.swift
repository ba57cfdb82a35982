import LeadlineAPI
import Market

/// A report for programs: `{"total": {…}, "rows": [{"keys": {"buyer": "…"}, …}]}`, counts as
/// numbers, money in micros by currency.
struct ReportJSON: Encodable {
    private let total: Sums
    private let rows: [Row]
    private let lagEntries: Int64
    private let completeUntil: String?

    init(_ reply: WireQueryReply, by dimensions: [ReportDimension]) {
        total = Sums(reply.total)
        rows = reply.rows.map { row in
            Row(
                keys: Dictionary(
                    zip(dimensions.map(\.rawValue), row.keys), uniquingKeysWith: { $1 }),
                sums: Sums(row.measures))
        }
        lagEntries = reply.lagEntries
        completeUntil = reply.hasCompleteUntil ? Wording.text(reply.completeUntil) : nil
    }

    private enum CodingKeys: String, CodingKey {
        case total, rows
        case lagEntries = "lag_entries"
        case completeUntil = "complete_until"
    }

    private struct Row: Encodable {
        let keys: [String: String]
        let sums: Sums

        private enum CodingKeys: CodingKey { case keys }

        func encode(to encoder: any Encoder) throws {
            try sums.encode(to: encoder)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(keys, forKey: .keys)
        }
    }

    private struct Sums: Encodable {
        let counts: [(String, Int64)]
        let money: [(String, [String: Int64])]

        init(_ measures: WireMeasures) {
            counts = [
                ("received", measures.received), ("rejected", measures.rejected),
                ("duplicates", measures.duplicates), ("sold", measures.sold),
                ("unsold", measures.unsold), ("pending", measures.pending),
                ("stored", measures.stored), ("pings", measures.pings),
                ("bids", measures.bids), ("no_bids", measures.noBids),
                ("timeouts", measures.timeouts), ("late_bids", measures.lateBids),
                ("invalid_bids", measures.invalidBids), ("awards", measures.awards),
                ("confirmed_sales", measures.confirmedSales),
                ("declined_awards", measures.declinedAwards),
                ("voided_sales", measures.voidedSales), ("returned", measures.returned),
                ("stopped_candidates", measures.stoppedCandidates),
            ]
            money = [
                ("revenue_micros", Self.amounts(measures.revenue)),
                ("payout_micros", Self.amounts(measures.payout)),
                ("margin_micros", Self.amounts(measures.margin)),
                ("bid_micros", Self.amounts(measures.bidSum)),
            ]
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Name.self)
            for (name, count) in counts { try container.encode(count, forKey: Name(name)) }
            for (name, amounts) in money { try container.encode(amounts, forKey: Name(name)) }
        }

        private static func amounts(_ money: [WireMoney]) -> [String: Int64] {
            Dictionary(money.map { ($0.currency, $0.micros) }, uniquingKeysWith: { $1 })
        }
    }

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(_ name: String) { stringValue = name }
        init?(stringValue: String) { self.init(stringValue) }
        init?(intValue: Int) { nil }
    }
}
