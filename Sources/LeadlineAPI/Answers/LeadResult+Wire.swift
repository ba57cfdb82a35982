public import Market

extension WireSubmitReply {
    /// The answer to a seller, as far as it follows from how the lead's way ended. Tracking
    /// values, flags and times belong to the submission: its owner adds them.
    public init(_ result: LeadResult, lead: LeadID) {
        self.init()
        leadID = lead.wire
        outcome = result.outcome.wire
        if let payout = result.payout { self.payout = payout.wire }
        legs = result.sold.map { award in
            var leg = WireSoldLeg()
            leg.saleID = award.sale.wire
            leg.payout = award.split.payout.wire
            leg.buyerDisplay = award.display
            return leg
        }
        reasons = result.reasons.map(\.wire)
        candidateReasons = result.candidateReasons.map(\.wire)
        score = Int32(clamping: result.score)
    }
}

extension WireSaleSummary {
    /// A sale, for operators.
    public init(_ award: Award, _ state: SaleState, in market: Snapshot) {
        self.init()
        saleID = award.sale.wire
        campaignID = award.campaign.wire(in: market)
        buyerID = award.buyer.wire(in: market)
        self.state = state.wire
        price = award.split.price.wire
        payout = award.split.payout.wire
        margin = award.split.margin.wire
    }
}
