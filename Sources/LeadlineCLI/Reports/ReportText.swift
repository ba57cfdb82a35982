import LeadlineAPI

/// A report, for people: a table of what isn't zero everywhere, or the funnel when it isn't
/// grouped. Pure.
enum ReportText {
    typealias Column = (
        title: String, text: (WireMeasures) -> String, isEmpty: (WireMeasures) -> Bool
    )

    static func lines(_ reply: WireQueryReply, by dimensions: [ReportDimension]) -> [String] {
        var lines = dimensions.isEmpty ? funnel(reply.total) : table(reply, dimensions)
        if reply.lagEntries > 0 {
            lines.append("\(Wording.text(reply.lagEntries)) journal entries aren't counted yet.")
        }
        return lines
    }

    private static func table(
        _ reply: WireQueryReply, _ dimensions: [ReportDimension]
    ) -> [String] {
        let shown = columns.filter { column in
            reply.rows.contains { !column.isEmpty($0.measures) }
        }
        var table = TextTable(
            dimensions.map { ($0.rawValue, .left) } + shown.map { ($0.title, .right) })
        for row in reply.rows {
            table.add(row.keys.map { $0.isEmpty ? "–" : $0 } + shown.map { $0.text(row.measures) })
        }
        if reply.rows.isEmpty { return ["Nothing was counted in this period."] }
        let blanks = dimensions.dropFirst().map { _ in "" }
        table.add(["total"] + blanks + shown.map { $0.text(reply.total) })
        return table.lines()
    }

    /// Step by step, each with its share of the one that it comes from.
    private static func funnel(_ total: WireMeasures) -> [String] {
        var table = TextTable([("", .left), ("", .right), ("", .right)])
        func row(_ name: String, _ number: Int64, of whole: Int64? = nil) {
            let share = whole.map { Wording.share(number, of: $0) } ?? ""
            table.add([name, Wording.text(number), share])
        }
        row("received", total.received)
        for (name, number) in [
            ("sold", total.sold), ("unsold", total.unsold), ("rejected", total.rejected),
            ("duplicates", total.duplicates), ("stored", total.stored), ("pending", total.pending),
        ] where number != 0 {
            row("  " + name, number, of: total.received)
        }
        row("pings", total.pings)
        for (name, number) in [
            ("bids", total.bids), ("no bids", total.noBids), ("timeouts", total.timeouts),
            ("late bids", total.lateBids), ("invalid bids", total.invalidBids),
        ] where number != 0 {
            row("  " + name, number, of: total.pings)
        }
        row("awards", total.awards)
        for (name, number) in [
            ("confirmed", total.confirmedSales), ("declined", total.declinedAwards),
            ("voided", total.voidedSales), ("returned", total.returned),
        ] where number != 0 {
            row("  " + name, number, of: total.awards)
        }
        table.add(["buyers pay", Wording.text(total.revenue)])
        table.add(["sellers are paid", Wording.text(total.payout)])
        table.add(["the exchange keeps", Wording.text(total.margin)])
        return Array(table.lines(indent: "  ").dropFirst())
    }

    private static var columns: [Column] {
        [
            count("received", \.received), count("sold", \.sold), count("unsold", \.unsold),
            count("rejected", \.rejected), count("duplicates", \.duplicates),
            count("stored", \.stored), count("pending", \.pending),
            count("candidates stopped", \.stoppedCandidates), count("pings", \.pings),
            count("bids", \.bids), count("no bids", \.noBids), count("timeouts", \.timeouts),
            count("late", \.lateBids), count("invalid", \.invalidBids), count("awards", \.awards),
            count("confirmed", \.confirmedSales), count("declined", \.declinedAwards),
            count("voided", \.voidedSales), count("returned", \.returned),
            (
                "average bid", { averageBid($0) }, { $0.bidSum.isEmpty }
            ),
            money("buyers pay", \.revenue), money("sellers are paid", \.payout),
            money("margin", \.margin),
        ]
    }

    private static func count(_ title: String, _ path: KeyPath<WireMeasures, Int64>) -> Column {
        (title, { Wording.text($0[keyPath: path]) }, { $0[keyPath: path] == 0 })
    }

    private static func money(_ title: String, _ path: KeyPath<WireMeasures, [WireMoney]>) -> Column
    {
        (title, { Wording.text($0[keyPath: path]) }, { $0[keyPath: path].isEmpty })
    }

    /// Only where bids have one currency: else nobody knows how many bids were in which.
    private static func averageBid(_ measures: WireMeasures) -> String {
        guard measures.bidSum.count == 1, measures.bids > 0 else { return "" }
        var average = measures.bidSum[0]
        // To the cent.
        average.micros = (average.micros / measures.bids + 5_000) / 10_000 * 10_000
        return Wording.text(average)
    }
}
