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

extension WireAuctionClosed {
    /// A group was auctioned: who answered what, and where that ranked.
    /// - Parameters:
    ///   - round: The auction, closed.
    ///   - buyerWaitMicros: How long nothing but buyers was waited for.
    public init(_ round: AuctionRound, buyerWaitMicros: Int64, in market: Snapshot) {
        self.init()
        groupID = market.tree.indices.contains(round.group) ? market.tree[round.group].key : ""
        pingID = round.ping.wire
        buyerWaitUs = buyerWaitMicros
        bids = round.responses.map { response in
            var bid = WireCandidateBid()
            bid.result = response.wire(in: market)
            bid.buyerID = market.buyerKey(of: response.campaign) ?? ""
            let ranked = round.ranking?.bids ?? []
            if let place = ranked.firstIndex(where: { $0.campaign == response.campaign }) {
                bid.rank = Int32(place + 1)
                bid.payout = ranked[place].split.payout.wire
            } else if let refused = round.ranking?.refused.first(where: {
                $0.campaign == response.campaign
            }) {
                bid.reason = refused.reason.wire
            }
            return bid
        }
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
