public import Market

extension WireLeadAssessed {
    /// A lead was checked and scored.
    public init(_ facts: AssessmentFacts) {
        self.init()
        marketVersion = facts.marketVersion
        score = Int32(clamping: facts.score)
        eligible = Int32(clamping: facts.survivors.count)
        ineligible = facts.ineligible.map(\.wire)
    }
}

extension WireLeadFinished {
    /// A lead's way ended.
    public init(_ result: LeadResult, timing: WireTiming) {
        self.init()
        outcome = result.outcome.wire
        reasons = result.reasons.map(\.wire)
        candidateReasons = result.candidateReasons.map(\.wire)
        self.timing = timing
    }
}
