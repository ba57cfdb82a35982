import Market

/// A market with one campaign that has one filter, to see what filters say of leads.
enum FilterBench {
    static func snapshot(
        _ filters: [FilterDraft], scorecard: ScorecardDraft? = nil
    ) throws -> Snapshot {
        var draft = TestMarket.draft("acme live")
        draft.buyers[0].campaigns[0].filters = filters
        if let scorecard {
            draft.scorecards = [scorecard]
            draft.sellers[0].channels[0].scorecard = scorecard.key
        }
        return try Snapshot.validated(draft, tenant: TestMarket.tenant, version: 1)
    }

    static func facts(_ fields: Fields, phase: Phase = .post) -> LeadFacts {
        // 2026-03-01T00:00:00Z
        var facts = LeadFacts(
            lead: TestMarket.lead, channel: TestMarket.channelID, fields: fields,
            receivedAtMicros: 1_772_323_200_000_000, nowMicros: 1_772_323_200_000_000)
        facts.phase = phase
        return facts
    }

    /// What one filter says: "pass", or its reasons.
    static func verdict(
        _ predicate: Predicate, _ fields: Fields, phase: Phase = .post,
        onUnknown: UnknownPolicy = .fail, sealed: [String] = [], externals: [Verdict] = []
    ) throws -> String {
        let market = try snapshot([FilterDraft(id: "f", predicate, onUnknown: onUnknown)])
        var facts = facts(fields, phase: phase)
        facts.sealedFields = sealed
        facts.externals = externals
        let candidate = try market.assess(facts, explain: true).candidates[0]
        if candidate.eligible { return candidate.undecided ? "undecided" : "pass" }
        return candidate.reasons.map(\.description).joined(separator: "; ")
    }
}
