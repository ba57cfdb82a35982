/// What became of one surviving candidate.
public struct Disposition: Hashable, Sendable {
    /// The campaign.
    public let campaign: CampaignID
    /// Its buyer.
    public let buyer: BuyerID
    /// The auction in which it was asked; nil when it wasn't.
    public let ping: PingID?
    /// How it answered, or its known price.
    public let response: BidResponse?
    /// How its price would have been shared; nil when it didn't rank.
    public let split: PriceSplit?
    /// The place among the usable bids of its auction, from 1; 0 when it has none.
    public let rank: Int
    /// Whether the lead was awarded to it.
    public let wasAwarded: Bool
    /// Why it got the lead (P_ACCEPTED), or why not.
    public let reason: Reason

    /// Whether it named a price when it was asked.
    var isBidder: Bool {
        switch response?.outcome {
        case .bid, .late, .invalid: true
        case .noBid, .timeout, .transport, nil: false
        }
    }
}

extension LeadSaga {
    /// What became of each survivor so far, in the tree's order. `market` is the version that
    /// assessed the lead.
    public func dispositions(in market: Snapshot) -> [Disposition] {
        guard let assessment else { return [] }
        return assessment.survivors.compactMap { id in
            market.campaign(id).map { disposition(of: $0, market) }
        }
    }

    private func disposition(of campaign: Campaign, _ market: Snapshot) -> Disposition {
        let round = rounds.last { $0.candidates.contains(campaign.id) }
        let response = round?.responses.first { $0.campaign == campaign.id }
        let place = round?.ranking?.bids.firstIndex { $0.campaign == campaign.id }
        let sale = sales.last { $0.award.campaign == campaign.id }
        let buyer = market.buyers[campaign.buyer].id
        return Disposition(
            campaign: campaign.id, buyer: buyer,
            ping: campaign.price.knownPrice == nil ? round?.ping : nil, response: response,
            split: place.flatMap { round?.ranking?.bids[$0].split },
            rank: place.map { $0 + 1 } ?? 0, wasAwarded: sale != nil,
            reason: sale.map(Self.reason) ?? lossReason(campaign.id, buyer, round))
    }

    private static func reason(of sale: SagaSale) -> Reason {
        switch sale.state {
        case .confirmed, .returned: Reason(.accepted)
        case .awarded, .unknown: Reason(.postUnknown)
        case .rejected: sale.reason ?? Reason(.rejected)
        case .voided: sale.reason ?? Reason(.voided)
        }
    }

    private func lossReason(
        _ campaign: CampaignID, _ buyer: BuyerID, _ round: AuctionRound?
    ) -> Reason {
        if let refusal = refusals.last(where: { $0.campaign == campaign }) { return refusal.reason }
        if let refusal = assessment?.exhausted.first(where: { $0.campaign == campaign }) {
            return refusal.reason
        }
        if let ranking = round?.ranking {
            if let refused = ranking.refused.first(where: { $0.campaign == campaign }) {
                return refused.reason
            }
            if let own = ranking.bids.first(where: { $0.campaign == campaign }),
                let winner = ranking.bids.first(where: { isSold(to: $0.campaign) })
            {
                return AuctionRules.loss(of: own, to: winner)
            }
            // Asked, and never answered for: the auction's result left it out.
            if !ranking.bids.contains(where: { $0.campaign == campaign }) {
                return Reason(.bidTimeout)
            }
        }
        if sales.contains(where: { $0.award.buyer == buyer }) { return Reason(.notInBestSet) }
        return Reason(isOutOfTime ? .deadline : .priority)
    }

    private func isSold(to campaign: CampaignID) -> Bool {
        sales.contains { $0.award.campaign == campaign && $0.state == .confirmed }
    }
}
