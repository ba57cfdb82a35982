/// The smallest change of one candidate that would have made it win, all else as it was
/// (FEATURES N2). Where several things stood in its way there is none.
public enum WinningChange: Hashable, Sendable {
    /// A usable bid of at least this.
    case price(Money)
    /// The one failing test had passed. Its bid would still have had to be the best.
    case filter(FilterFailure)
    /// It had accepted the award.
    case acceptance
    /// The one other obstacle hadn't been there.
    case without(Reason)
}

extension WinningChange: CustomStringConvertible {
    /// In words, to follow "would have won if". No personal data.
    public var description: String {
        switch self {
        case .price(let price):
            return "it had bid at least \(price) in time"
        case .filter(let failure):
            let reason = Reason(.filter, .filter(failure))
            let got =
                switch failure.got {
                case .missing: "the lead didn't say"
                case .withheld: "what the lead has is withheld"
                case .value: "the lead has \(reason.got ?? "")"
                }
            let demand = [failure.field, reason.op ?? "", reason.want ?? ""]
            return "filter \(failure.filter) (\(demand.joined(separator: " "))) had passed: \(got)"
        case .acceptance: return "it had accepted the award"
        case .without(let reason): return "it hadn't been for \(reason)"
        }
    }
}

extension LeadSaga {
    /// The smallest change for a survivor.
    func change(for disposition: Disposition, _ market: Snapshot) -> WinningChange? {
        let reason = disposition.reason
        switch reason.code {
        // Whether it would have won depends on what nobody asked it.
        case .accepted, .postUnknown, .priority, .deadline, .notInBestSet: return nil
        case .rejected, .postDuplicate, .postError, .counter, .voided: return .acceptance
        case .noBid, .bidTimeout, .bidLate, .bidInvalid, .bidTransport, .belowFloor,
            .lostToMargin, .outbid, .tie:
            return priceNeeded(disposition.campaign, market).map(WinningChange.price)
        default: return .without(reason)
        }
    }

    /// What a campaign would have had to bid: its floor, or more than whoever won its auction.
    /// Nil when the lead was sold before its auction, or no price would do.
    private func priceNeeded(_ id: CampaignID, _ market: Snapshot) -> Money? {
        guard let start, let campaign = market.campaign(id),
            let channel = market.channel(start.channel),
            let round = rounds.last(where: { $0.candidates.contains(id) })
        else { return nil }
        let rules = AuctionRules(
            terms: SaleTerms(channel, minPayout: start.minPayout), lead: start.lead,
            seed: start.seed, lastServed: [])
        guard let floor = rules.floor(for: campaign) else { return nil }
        let unit = Money(micros: floor.currency.microsPerMinorUnit, currency: floor.currency)
        let sold = sales.last { $0.state == .confirmed }?.award
        guard let sold, round.candidates.contains(sold.campaign) else {
            return floor.micros > 0 ? floor : unit
        }
        guard let above = try? sold.split.price.adding(unit) else { return nil }
        return above.micros > floor.micros ? above : floor
    }
}

extension CandidateVerdict {
    /// The smallest change for a candidate that wasn't eligible, given all its reasons.
    var change: WinningChange? {
        guard reasons.count == 1 else { return nil }
        if case .filter(let failure) = reasons[0].detail { return .filter(failure) }
        return .without(reasons[0])
    }
}
