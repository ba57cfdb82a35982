import Market
import Testing

@Suite struct ExplanationTests {
    static let text = """
        margin 15 % of price
        minimum 10.00
        group main highest_bid
        acme live
        brix live
        cora live
        dora fixed 12.00
        egon live
        fine live
        group rest waterfall
        gala live
        """

    /// Plays a lead against the market and explains it, one candidate a line.
    func explain(_ events: String, lead: Fields = ["state": .text("CA")]) throws -> [String] {
        var draft = TestMarket.draft(Self.text)
        draft.buyers[4].campaigns[0].filters = [
            FilterDraft(id: "where", .test(field: "state", .in, ["NV", "AZ"])),
            FilterDraft(id: "old", .test(field: "visits", .gt, ["3"])),
        ]
        draft.buyers[5].status = .paused
        let market = try Snapshot.validated(draft, tenant: TestMarket.tenant, version: 1)
        var player = Transcript(market)
        _ = try player.play(events)
        let record = DecisionRecord(player.saga, steps: player.steps)
        let explanation = try record.explain(FilterBench.facts(lead), in: market)
        #expect(explanation.replayAgrees)
        #expect(explanation.outcome == player.saga.result?.outcome)
        return explanation.candidates.map { candidate in
            let reasons = candidate.reasons.map(\.description).joined(separator: "; ")
            let rank = candidate.rank > 0 ? "\(candidate.rank) " : ""
            let change = candidate.change.map { " | would have won if \($0)" } ?? ""
            return rank + market.campaign(candidate.campaign)!.key + " " + reasons + change
        }
    }

    @Test func aSoldLead() throws {
        let lines = try explain(
            """
            > started
            > assessed acme brix cora dora gala
            > bids acme 15.00, brix none BUSY, cora 11.00
            > granted
            > accepts
            """, lead: ["state": .text("CA"), "visits": .integer(9)])
        #expect(
            lines == [
                "1 acme P_ACCEPTED",
                "2 dora L_OUTBID(15.01 USD) | would have won if it had bid at least 15.01 USD "
                    + "in time",
                "brix B_NOBID(BUSY) | would have won if it had bid at least 15.01 USD in time",
                "cora L_MARGIN(11.77 USD) | would have won if it had bid at least 15.01 USD "
                    + "in time",
                "egon E_FILTER(where: state in NV, AZ; got CA) | would have won if filter where "
                    + "(state in NV, AZ) had passed: the lead has CA",
                "fine E_PAUSED | would have won if it hadn't been for E_PAUSED",
                "gala L_PRIORITY",
            ])
    }

    @Test func anUnsoldLead() throws {
        let lines = try explain(
            """
            > started
            > assessed acme brix cora gala
            > bids acme 15.00, brix timeout, cora 11.00
            > granted
            > rejects
            > bids gala 9.00
            """)
        #expect(
            lines == [
                "1 acme P_REJECTED(BAD) | would have won if it had accepted the award",
                "brix B_TIMEOUT | would have won if it had bid at least 11.77 USD in time",
                "cora L_MARGIN(11.77 USD) | would have won if it had bid at least 11.77 USD "
                    + "in time",
                // The record is what counts: it wasn't among the survivors.
                "dora E_FILTER(It wasn't among those that the recorded assessment let through.)",
                "egon E_FILTER(where: state in NV, AZ; got CA); "
                    + "E_FILTER(old: visits gt 3; got nothing)",
                "fine E_PAUSED | would have won if it hadn't been for E_PAUSED",
                "gala L_BELOW_FLOOR(11.77 USD) | would have won if it had bid at least 11.77 USD "
                    + "in time",
            ])
    }

    @Test func aTamperedRecordDoesNotAgree() throws {
        let market = try TestMarket.snapshot("acme live\nbrix live")
        var player = Transcript(market)
        _ = try player.play(
            "> started\n> assessed acme brix\n> bids acme 2.00, brix 2.00\n> granted\n> accepts")
        let record = DecisionRecord(player.saga, steps: player.steps)
        #expect(record.tieBreak == .hash)
        #expect(record.marketVersion == 1)
        #expect(try record.replay(in: market).agrees)
        let forged = DecisionRecord(
            engineVersion: 1, marketVersion: 1, steps: record.steps,
            chosen: [TestMarket.campaignID("nobody")], tieBreak: record.tieBreak)
        #expect(try !forged.replay(in: market).agrees)
    }
}
