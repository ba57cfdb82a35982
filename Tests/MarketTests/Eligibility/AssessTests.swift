import Market
import Testing

@Suite struct AssessTests {
    /// The first reason of each campaign, "ok" for those that may be offered.
    func verdicts(
        _ text: String = "acme live\nbrix live",
        market change: (inout MarketDraft) -> Void = { _ in },
        lead adapt: (inout LeadFacts) -> Void = { _ in }
    ) throws -> [String] {
        var draft = TestMarket.draft(text)
        change(&draft)
        let market = try Snapshot.validated(draft, tenant: TestMarket.tenant, version: 1)
        var facts = FilterBench.facts([:])
        adapt(&facts)
        let assessment = try market.assess(facts)
        guard assessment.rejections.isEmpty else {
            return assessment.rejections.map(\.description)
        }
        return assessment.candidates.map { $0.reasons.first?.description ?? "ok" }
    }

    @Test func sellersDenyAndAllowBuyers() throws {
        #expect(
            try verdicts(market: { $0.sellers[0].denyBuyers = ["acme"] })
                == ["E_SELLER_DENIES_BUYER", "ok"])
        #expect(
            try verdicts(market: { $0.sellers[0].channels[0].allowBuyers = ["acme"] })
                == ["ok", "E_SELLER_DENIES_BUYER"])
    }

    @Test func buyersDenySellersChannelsAndSources() throws {
        #expect(
            try verdicts(market: { $0.buyers[0].denySellers = ["seller"] })
                == ["E_BUYER_DENIES_SELLER", "ok"])
        #expect(
            try verdicts(market: { $0.buyers[0].campaigns[0].denyChannels = ["web"] })
                == ["E_BUYER_DENIES_SELLER(web)", "ok"])
        let denySocial: (inout MarketDraft) -> Void = {
            $0.buyers[0].campaigns[0].denyMedia = ["social"]
        }
        #expect(
            try verdicts(market: denySocial, lead: { $0.medium = "social" }) == ["E_SOURCE", "ok"])
        #expect(try verdicts(market: denySocial, lead: { $0.medium = "email" }) == ["ok", "ok"])
    }

    /// Seller deny comes before buyer deny, and both before filters (FEATURES C3).
    @Test func theOrderOfReasonsIsFixed() throws {
        let all: (inout MarketDraft) -> Void = {
            $0.sellers[0].denyBuyers = ["acme"]
            $0.buyers[0].denySellers = ["seller"]
            $0.buyers[0].campaigns[0].filters = [
                FilterDraft(id: "f", .test(field: "state", .is, ["CA"]))
            ]
        }
        #expect(try verdicts("acme live", market: all) == ["E_SELLER_DENIES_BUYER"])
        var draft = TestMarket.draft("acme live")
        all(&draft)
        let market = try Snapshot.validated(draft, tenant: TestMarket.tenant, version: 1)
        let full = try market.assess(FilterBench.facts([:]), explain: true).candidates[0]
        #expect(
            full.reasons.map(\.code.name)
                == ["E_SELLER_DENIES_BUYER", "E_BUYER_DENIES_SELLER", "E_FILTER"])
    }

    @Test func statusTestsCapsAndEarlierSales() throws {
        #expect(try verdicts(market: { $0.buyers[0].status = .paused }) == ["E_PAUSED", "ok"])
        #expect(
            try verdicts(market: { $0.buyers[1].campaigns[0].status = .disabled }) == [
                "ok", "E_DISABLED",
            ])
        #expect(
            try verdicts(
                market: { $0.buyers[0].campaigns[0].acceptsTests = false },
                lead: { $0.test = true }) == ["E_TEST_ONLY", "ok"])
        #expect(
            try verdicts(lead: {
                $0.exhausted = [
                    CampaignRefusal(TestMarket.campaignID("brix"), Reason(.capSold))
                ]
            }) == ["ok", "E_CAP_SOLD"])
        #expect(
            try verdicts(lead: {
                $0.priorBuyers = [.named("acme", tenant: TestMarket.tenant)]
            }) == ["E_ALREADY_SOLD_HERE", "ok"])
    }

    @Test func groupsHaveAnEntry() throws {
        let text = "group near highest_bid\nacme live\ngroup rest waterfall\nbrix live"
        #expect(
            try verdicts(text, market: { $0.tree[0].entry = .test(field: "state", .is, ["CA"]) })
                == ["E_GROUP_REJECT(near)", "ok"])
    }

    @Test func belowTheReadyScoreNobodyIsOffered() throws {
        let found = try verdicts(market: {
            $0.readyScore = 2
            $0.scorecards = [ScorecardDraft(key: "s", criteria: [], cuts: Array(1...9))]
            $0.sellers[0].channels[0].scorecard = "s"
        })
        #expect(
            found == [String](repeating: "E_FILTER(ready_score: lead.score gte 2; got 1)", count: 2)
        )
    }

    @Test func acceptanceRejectsAtTheDoor() throws {
        let accept: (inout MarketDraft) -> Void = {
            $0.sellers[0].channels[0].acceptance = [
                FilterDraft(id: "has_state", .test(field: "state", .exists, [])),
                FilterDraft(id: "has_visits", .test(field: "visits", .exists, [])),
            ]
        }
        #expect(
            try verdicts(market: accept, lead: { $0.fields["state"] = .text("CA") })
                == ["C_QUALITY(has_visits: visits exists ; got nothing)"])
        #expect(try verdicts(market: accept).count == 2)
        #expect(
            try verdicts(market: { $0.sellers[0].channels[0].status = .paused }) == [
                "C_CHANNEL_INACTIVE"
            ])
    }

    @Test func anUnknownChannelIsAnError() throws {
        let market = try TestMarket.snapshot("acme live")
        var facts = FilterBench.facts([:])
        facts.channel = .named("other", tenant: TestMarket.tenant)
        #expect(throws: AssessmentError.self) { try market.assess(facts) }
    }
}
