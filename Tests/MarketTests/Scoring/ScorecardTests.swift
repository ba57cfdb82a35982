import Market
import Testing

@Suite struct ScorecardTests {
    static let card = ScorecardDraft(
        key: "standard",
        criteria: [
            CriterionDraft(
                key: "lives here", group: .demographic,
                when: .test(field: "state", .is, ["CA"]), weightMillionths: 300_000),
            CriterionDraft(
                key: "came often", group: .engagement,
                when: .test(field: "visits", .gte, ["5"]), weightMillionths: 450_000),
            CriterionDraft(
                key: "left no income", group: .behavior,
                when: .test(field: "income", .missing, []), weightMillionths: -100_000),
        ],
        cuts: (1...9).map { $0 * 100_000 })

    func score(_ fields: Fields) throws -> Score {
        let market = try FilterBench.snapshot([], scorecard: Self.card)
        return try #require(try market.assess(FilterBench.facts(fields)).score)
    }

    @Test func theScoreIsOneAndOneForEachCutReached() throws {
        let score = try score([
            "state": .text("CA"), "visits": .integer(9), "income": .decimal(micros: 1),
        ])
        #expect(score.rawMillionths == 750_000)
        #expect(score.band == 8)
        #expect(score.contributions.map(\.criterion) == ["lives here", "came often"])
        #expect(score.contributions.map(\.millionths) == [300_000, 450_000])
    }

    @Test func aCutIsReachedExactly() throws {
        let lead: Fields = ["state": .text("CA"), "income": .decimal(micros: 1)]
        #expect(try score(lead).band == 4)
    }

    @Test func unknownDoesNotCountAndTheSumMayBeNegative() throws {
        let score = try score([:])
        #expect(score.rawMillionths == -100_000)
        #expect(score.band == 1)
    }

    @Test func withoutAScorecardThereIsNoScore() throws {
        let market = try FilterBench.snapshot([])
        #expect(try market.assess(FilterBench.facts([:])).score == nil)
    }

    @Test func campaignsAndFiltersSeeTheScore() throws {
        var draft = TestMarket.draft("acme live\nbrix live")
        draft.scorecards = [Self.card]
        draft.sellers[0].channels[0].scorecard = "standard"
        draft.buyers[0].campaigns[0].minScore = 5
        draft.buyers[1].campaigns[0].filters = [
            FilterDraft(id: "cheap", .test(field: "lead.score", .lte, ["4"]))
        ]
        let market = try Snapshot.validated(draft, tenant: TestMarket.tenant, version: 1)
        let lead: Fields = ["state": .text("CA"), "income": .decimal(micros: 1)]
        let candidates = try market.assess(FilterBench.facts(lead)).candidates
        #expect(
            candidates[0].reasons.map(\.description)
                == ["E_FILTER(min_score: lead.score gte 5; got 4)"])
        #expect(candidates[1].eligible)
    }
}
