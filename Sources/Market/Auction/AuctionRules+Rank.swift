extension AuctionRules {
    /// The least price at which a campaign's bid can win: the buyer-side floor or the campaign's
    /// own minimum, if higher. Nil when no price can.
    public func floor(for campaign: Campaign) -> Money? {
        guard let floor else { return nil }
        if case .live(let min?, _) = campaign.price, min.micros > floor.micros { return min }
        return floor
    }

    /// Puts answers into the order in which they are tried. Answers of campaigns that the market
    /// doesn't know are left out.
    public func rank(
        _ responses: [BidResponse], in market: Snapshot, nowMicros: Int64
    ) -> AuctionRanking {
        var usable: [RankedBid] = []
        var refused: [RefusedBid] = []
        for response in responses {
            guard let campaign = market.campaign(response.campaign) else { continue }
            switch judge(response, campaign, market, nowMicros) {
            case .success(let bid): usable.append(bid)
            case .failure(let refusal):
                refused.append(
                    RefusedBid(
                        campaign: campaign.id, reason: refusal.reason,
                        price: response.outcome.price))
            }
        }
        usable.sort(by: Self.isBetter)
        var ranked: [RankedBid] = []
        for bid in usable {
            if let own = ranked.first(where: { $0.buyer == bid.buyer }) {
                // Several campaigns of a buyer may bid, at most one of them wins (FEATURES F4).
                refused.append(
                    RefusedBid(
                        campaign: bid.campaign, reason: Self.loss(of: bid, to: own),
                        price: bid.bid.price))
            } else {
                ranked.append(bid)
            }
        }
        for index in ranked.indices.dropLast() {
            ranked[index].tieBreak = Self.tieBreak(ranked[index], ranked[index + 1])
        }
        return AuctionRanking(bids: ranked, refused: refused)
    }

    /// Why one bid lost to another: same price, or which price would have won.
    static func loss(of loser: RankedBid, to winner: RankedBid) -> Reason {
        let price = winner.bid.price
        if loser.bid.price.micros >= price.micros { return Reason(.tie) }
        let unit = Money(micros: price.currency.microsPerMinorUnit, currency: price.currency)
        guard let needed = try? price.adding(unit) else { return Reason(.outbid) }
        return Reason(.outbid, .price(needed))
    }

    private struct Refusal: Error {
        let reason: Reason
    }

    private func judge(
        _ response: BidResponse, _ campaign: Campaign, _ market: Snapshot, _ nowMicros: Int64
    ) -> Result<RankedBid, Refusal> {
        let bid: Bid
        switch response.outcome {
        case .bid(let offered): bid = offered
        case .noBid(let code):
            let detail = code.isEmpty ? ReasonDetail.none : .partyCode(code)
            return .failure(Refusal(reason: Reason(.noBid, detail)))
        case .timeout: return .failure(Refusal(reason: Reason(.bidTimeout)))
        case .late: return .failure(Refusal(reason: Reason(.bidLate)))
        case .invalid(let message, _):
            return .failure(Refusal(reason: Reason(.bidInvalid, .message(message))))
        case .transport: return .failure(Refusal(reason: Reason(.bidTransport)))
        }
        if let message = flaw(of: bid, campaign) {
            return .failure(Refusal(reason: Reason(.bidInvalid, .message(message))))
        }
        if let expiry = bid.expiresAtMicros, expiry <= nowMicros {
            return .failure(Refusal(reason: Reason(.offerExpired)))
        }
        switch split(bid.price, campaign) {
        case .failure(let refusal): return .failure(refusal)
        case .success(let split):
            return .success(
                RankedBid(
                    campaign: campaign.id, buyer: market.buyers[campaign.buyer].id, bid: bid,
                    split: split, tieBreak: nil, lastServedMicros: servedAt(campaign.id),
                    tieHash: tieHash(campaign.id)))
        }
    }

    /// What breaks a rule of bidding, in words for the buyer's engineers.
    private func flaw(of bid: Bid, _ campaign: Campaign) -> String? {
        if bid.price.currency != terms.minPayout.currency {
            return "The bid is in another currency than the ping."
        }
        if bid.price.micros <= 0 { return "A bid is more than 0." }
        if !bid.price.isWholeMinorUnits { return "A bid is a whole number of minor units." }
        if case .live(_, let max?) = campaign.price, bid.price.micros > max.micros {
            return "The bid is above the campaign's most."
        }
        return nil
    }

    private func split(_ price: Money, _ campaign: Campaign) -> Result<PriceSplit, Refusal> {
        guard let floor = floor(for: campaign) else {
            return .failure(Refusal(reason: Reason(.lostToMargin)))
        }
        if price.micros < floor.micros {
            // The seller's minimum alone would do: it is the margin that costs the sale.
            let code: ReasonCode =
                price.micros >= terms.minPayout.micros && campaign.accepts(price)
                ? .lostToMargin : .belowFloor
            return .failure(Refusal(reason: Reason(code, .price(floor))))
        }
        guard let payout = try? terms.margin.payout(ofPrice: price),
            let split = try? PriceSplit(price: price, payout: payout), payout.micros >= 0,
            split.margin.micros >= 0 || terms.allowNegativeMargin
        else { return .failure(Refusal(reason: Reason(.lostToMargin))) }
        return .success(split)
    }

    private func servedAt(_ campaign: CampaignID) -> Int64 {
        var low = 0
        var high = lastServed.count
        while low < high {
            let middle = (low + high) / 2
            if lastServed[middle].campaign < campaign {
                low = middle + 1
            } else {
                high = middle
            }
        }
        let found = low < lastServed.count && lastServed[low].campaign == campaign
        return found ? lastServed[low].atMicros : .min
    }

    private func tieHash(_ campaign: CampaignID) -> UInt64 {
        var hash = StableHash(seed: seed)
        hash.combine(lead.value)
        hash.combine(campaign.value)
        return hash.value64
    }

    private static func isBetter(_ left: RankedBid, _ right: RankedBid) -> Bool {
        if left.bid.price.micros != right.bid.price.micros {
            return left.bid.price.micros > right.bid.price.micros
        }
        if left.lastServedMicros != right.lastServedMicros {
            return left.lastServedMicros < right.lastServedMicros
        }
        if left.tieHash != right.tieHash { return left.tieHash < right.tieHash }
        // Two campaigns with one 64-bit hash: any fixed order will do.
        return left.campaign < right.campaign
    }

    private static func tieBreak(_ left: RankedBid, _ right: RankedBid) -> TieBreak? {
        guard left.bid.price == right.bid.price else { return nil }
        return left.lastServedMicros != right.lastServedMicros ? .leastRecentlyServed : .hash
    }
}

extension Campaign {
    /// Whether a price is at least the campaign's own minimum.
    func accepts(_ price: Money) -> Bool {
        guard case .live(let min?, _) = self.price else { return true }
        return price.micros >= min.micros
    }
}

extension BidOutcome {
    /// The price that was named, usable or not.
    public var price: Money? {
        switch self {
        case .bid(let bid): bid.price
        case .late(let price), .invalid(_, let price): price
        case .noBid, .timeout, .transport: nil
        }
    }
}
