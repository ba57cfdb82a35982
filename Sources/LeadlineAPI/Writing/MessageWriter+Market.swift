import Market

// What every lead writes many of, from the exchange's own values: no message is built only to be
// written and dropped. The bytes are those of the message with the same fields.
extension MessageWriter {
    /// A reason (`Reason`): the same bytes as those of `Reason.wire`.
    mutating func reason(_ field: UInt8, _ reason: Reason) {
        message(field) { out in
            out.number(1, Int64(reason.code.rawValue))
            switch reason.detail {
            case .none: break
            case .subject(let subject): out.text(2, subject)
            case .field(let name): out.text(3, name)
            case .filter(let failure):
                out.text(2, failure.filter)
                out.text(3, failure.field)
                out.text(4, reason.op ?? "")
                out.text(5, reason.want ?? "")
                out.text(6, reason.got ?? "")
            case .partyCode(let code): out.text(7, code)
            case .price(let price): out.money(8, price)
            case .message(let message): out.text(9, message)
            }
        }
    }

    /// One result of an auction (`BidResult`): the same bytes as those of `BidResponse.wire`.
    mutating func result(_ field: UInt8, _ response: BidResponse, in market: Snapshot) {
        message(field) { out in
            out.text(1, response.campaign.wire(in: market))
            out.number(2, response.outcome.wire.rawValue)
            if let price = response.outcome.price { out.money(3, price) }
            out.number(4, response.latencyMicros)
            switch response.outcome {
            case .bid(let bid):
                out.text(6, bid.reference)
                out.number(7, Int64(Int32(clamping: bid.maxSold)))
                if let expiry = bid.expiresAtMicros { out.moment(8, microseconds: expiry) }
                out.text(9, bid.display)
            case .noBid(let code): out.text(5, code)
            case .invalid(let message, _): out.text(10, message)
            case .timeout, .late, .transport: break
            }
        }
    }

    /// A closed auction (`AuctionClosed`) as a decision's record has it: what was answered. Ranks
    /// and payouts follow from that.
    mutating func auction(_ field: UInt8, _ closed: AuctionClosed, in market: Snapshot) {
        message(field) { out in
            out.text(2, closed.ping.wire)
            for response in closed.responses {
                out.message(3) { $0.result(2, response, in: market) }
            }
            out.number(4, closed.buyerWaitMicros)
        }
    }

    /// A closed auction (`AuctionClosed`) as the journal has it: who answered what, and where that
    /// ranked.
    mutating func auction(
        _ field: UInt8, _ round: AuctionRound, buyerWaitMicros: Int64, in market: Snapshot
    ) {
        message(field) { out in
            if market.tree.indices.contains(round.group) {
                out.text(1, market.tree[round.group].key)
            }
            out.text(2, round.ping.wire)
            for response in round.responses {
                out.message(3) { $0.candidate(response, round.ranking, in: market) }
            }
            out.number(4, buyerWaitMicros)
        }
    }

    /// The fields of one answer (`CandidateBid`).
    private mutating func candidate(
        _ response: BidResponse, _ ranking: AuctionRanking?, in market: Snapshot
    ) {
        text(1, market.buyerKey(of: response.campaign) ?? "")
        result(2, response, in: market)
        guard let ranking else { return }
        if let place = ranking.bids.firstIndex(where: { $0.campaign == response.campaign }) {
            money(3, ranking.bids[place].split.payout)
            number(5, place + 1)
        } else if let refused = ranking.refused.first(where: {
            $0.campaign == response.campaign
        }) {
            reason(4, refused.reason)
        }
    }
}
