import LeadlineAPI
import Market
@testable import Store
import Testing

@testable import ReportingService

/// What rows of the journal add, without any I/O.
@Suite struct RollupDeltasTests {
    private let lead = Sample.lead(1)
    private let sale = SaleID.of(lead: Sample.lead(1), slot: 0, attempt: 0)

    private func deltas(
        _ rows: [JournalRow], places: [String: CampaignPlace] = [:]
    ) -> RollupDeltas {
        var deltas = RollupDeltas(places: places)
        for row in rows { deltas.add(row) }
        return deltas
    }

    /// The sum of one measure over the rows that fulfil a condition.
    private func total(
        _ measure: Measure, _ deltas: RollupDeltas, where holds: (RollupKey) -> Bool = { _ in true }
    ) -> Int64 {
        deltas.sums.filter { holds($0.key) }.reduce(0) { $0 + $1.value[measure] }
    }

    @Test func aSaleIsCountedOnceOnEachSide() throws {
        let deltas = deltas([
            try Sample.row(1, lead, [Sample.received()]),
            try Sample.row(
                2, lead,
                [
                    Sample.auctioned([("a", .bid, 10), ("b", .noBid, 0), ("c", .timeout, 0)]),
                    Sample.awarded("a", sale),
                ], score: 7),
            try Sample.row(
                3, lead,
                [
                    Sample.confirmed("a", sale),
                    Sample.finished(.sold, stopped: [(.bNobid, 1), (.bTimeout, 1)]),
                ], score: 7),
        ])
        let expected: [(Measure, Int64)] = [
            (.received, 1), (.pending, 0), (.sold, 1), (.unsold, 0), (.pings, 3), (.bids, 1),
            (.noBids, 1), (.timeouts, 1), (.awards, 1), (.confirmedSales, 1),
            (.stoppedCandidates, 2), (.revenueMicros, 10_000_000), (.payoutMicros, 8_000_000),
            (.marginMicros, 2_000_000), (.bidMicros, 10_000_000),
        ]
        for (measure, amount) in expected {
            #expect(total(measure, deltas) == amount, "\(measure)")
        }
        #expect(total(.revenueMicros, deltas) { $0.currency == "USD" && $0.buyer == "a-buyer" } > 0)
        #expect(total(.received, deltas) { $0.buyer != "" } == 0, "leads have no buyer")
        #expect(total(.awards, deltas) { $0.group == "main" } == 1)
    }

    @Test func aLeadThatEndedStandsUnderItsScore() throws {
        let deltas = deltas([
            try Sample.row(1, lead, [Sample.received()]),
            try Sample.row(2, lead, [Sample.finished(.unsold)], score: 4),
        ])
        for measure in [Measure.received, .unsold] {
            #expect(total(measure, deltas) { $0.score == 4 } == 1)
            #expect(total(measure, deltas) { $0.score == 0 } == 0)
        }
        #expect(total(.pending, deltas) { $0.score == 0 } == 0)
    }

    @Test func aLeadCountsInTheHourInWhichItCame() throws {
        let late = Sample.fullHour + 2 * Sample.hour
        let deltas = deltas([
            try Sample.row(1, lead, [Sample.received()]),
            try Sample.row(
                2, lead, [Sample.confirmed("a", sale, atMicros: late), Sample.finished(.sold)],
                atMicros: late),
        ])
        #expect(total(.sold, deltas) { $0.hourMicros == Sample.fullHour } == 1)
        #expect(total(.confirmedSales, deltas) { $0.hourMicros == late } == 1)
    }

    @Test func portionsDontMatter() throws {
        let rows = [
            try Sample.row(1, lead, [Sample.received()]),
            try Sample.row(2, lead, [Sample.awarded("a", sale)], score: 3),
            try Sample.row(3, lead, [Sample.confirmed("a", sale)], score: 3),
            try Sample.row(4, lead, [Sample.finished(.sold)], score: 3),
        ]
        let whole = deltas(rows).sums
        for cut in rows.indices {
            var parts = deltas(Array(rows[..<cut])).sums
            for (key, sums) in deltas(Array(rows[cut...])).sums {
                parts[key, default: RollupSums()].add(sums)
            }
            #expect(parts == whole)
        }
    }

    @Test func aRejectedLeadStandsUnderItsFirstReason() throws {
        let deltas = deltas([
            try Sample.row(
                1, lead,
                [
                    Sample.received(),
                    Sample.finished(.rejected, reasons: [.cMissingField, .cInvalidField]),
                ])
        ])
        let code = Int16(ReasonCode.missingField.rawValue)
        #expect(total(.rejected, deltas) { $0.reason == code } == 1)
        #expect(total(.rejected, deltas) == 1)
        #expect(total(.pending, deltas) == 0)
    }

    @Test(arguments: [
        (WireOutcome.duplicate, Measure.duplicates), (.stored, .stored), (.unsold, .unsold),
    ])
    func everyEndHasItsMeasure(_ outcome: WireOutcome, _ measure: Measure) throws {
        let deltas = deltas([
            try Sample.row(1, lead, [Sample.received(), Sample.finished(outcome)])
        ])
        #expect(total(measure, deltas) == 1)
    }

    @Test(arguments: [
        (WireBidOutcome.late, Measure.lateBids), (.invalid, .invalidBids),
        (.transport, .timeouts), (.timeout, .timeouts), (.noBid, .noBids),
    ])
    func everyAnswerToAPingHasItsMeasure(_ outcome: WireBidOutcome, _ measure: Measure) throws {
        let deltas = deltas([try Sample.row(2, lead, [Sample.auctioned([("a", outcome, 0)])])])
        #expect(total(measure, deltas) == 1)
        #expect(total(.pings, deltas) == 1)
        #expect(total(.bids, deltas) == 0)
    }

    @Test func whatAnEventLeavesOutComesFromTheMarket() throws {
        let late = Sample.event(.lateBid(.with { $0.campaignID = "a" }))
        let deltas = deltas(
            [try Sample.row(2, lead, [late])],
            places: ["a": CampaignPlace(buyer: "anna", group: "main")])
        #expect(total(.lateBids, deltas) { $0.buyer == "anna" && $0.group == "main" } == 1)
    }

    @Test func testsAreNeverCounted() throws {
        let deltas = deltas([
            try Sample.row(1, lead, [Sample.received(test: true)]),
            try Sample.row(2, lead, [Sample.finished(.sold)], test: true),
        ])
        #expect(deltas.sums.isEmpty)
    }

    @Test func whatIsLeftOfALeadThatIsGoneCountsNothing() throws {
        let left = JournalRow(
            position: .start, lead: lead, revision: 2, atMicros: 0,
            entry: try Sample.entry([Sample.finished(.sold)]), dimensions: nil)
        let deltas = deltas([left])
        #expect(deltas.sums.isEmpty && deltas.unreadable.isEmpty)
    }

    @Test func aRowThatCantBeReadIsNamedAndHurtsNoOther() throws {
        let bad = JournalRow(
            position: .start, lead: lead, revision: 9, atMicros: 0, entry: [0xFF, 0xFF],
            dimensions: LeadDimensions(
                seller: "acme", channel: "web", sub1: "", score: 0, test: false))
        // The first row doesn't say whose lead it is.
        let anonymous = try Sample.row(1, lead, [Sample.finished(.unsold)])
        let deltas = deltas([bad, anonymous, try Sample.row(1, lead, [Sample.received()])])
        #expect(deltas.unreadable.map(\.revision) == [9, 1])
        #expect(total(.received, deltas) == 1)
    }
}
