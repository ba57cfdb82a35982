public import Market

extension WireExplainReply {
    /// Why a lead went where it went. Its sales, whether it was erased, and when it was received
    /// are in the store: their owner adds them.
    public init(_ explanation: Explanation, lead: LeadID, in market: Snapshot) {
        self.init()
        leadID = lead.wire
        outcome = explanation.outcome.wire
        marketVersion = explanation.marketVersion
        if let score = explanation.score {
            self.score = Int32(clamping: score.band)
            contributions = score.contributions.map(\.wire)
        }
        rejections = explanation.rejections.map(\.wire)
        candidates = explanation.candidates.map { $0.wire(in: market) }
        tieBreak = explanation.tieBreak?.wire ?? ""
        replayAgrees = explanation.replayAgrees
    }
}

extension CandidateExplanation {
    /// The explanation as it is sent.
    public func wire(in market: Snapshot) -> WireCandidateExplanation {
        var wire = WireCandidateExplanation()
        wire.campaignID = campaign.wire(in: market)
        wire.buyerID = buyer.wire(in: market)
        wire.groupID = group.wire(in: market)
        wire.eligible = eligible
        wire.reasons = reasons.map(\.wire)
        if let response {
            wire.bidOutcome = response.outcome.wire
            wire.latencyUs = response.latencyMicros
            if let price = response.outcome.price { wire.price = price.wire }
        }
        if let split { wire.payout = split.payout.wire }
        wire.rank = Int32(clamping: rank)
        wire.wouldHaveWonIf = change?.description ?? ""
        return wire
    }
}
