/// Which campaigns of the tree a lead may be offered to.
///
/// Checks go from the cheap and general to the dear and particular: entry of the group, status,
/// test, seller's deny, buyer's deny, source, earlier sales, score, caps, and last the filters
/// (FEATURES C3, C4). The first that fails is the reason on the fast path.
struct EligibilityCheck {
    let market: Snapshot
    let facts: LeadFacts
    let channel: Channel
    let row: LeadRow
    let score: Int?
    let isTest: Bool
    let explain: Bool

    func candidates() -> [CandidateVerdict] {
        var verdicts: [CandidateVerdict] = []
        verdicts.reserveCapacity(market.campaigns.count)
        for group in market.tree {
            var shared: [Reason] = []
            if market.readyScore > 0, (score ?? 10) < market.readyScore {
                shared.append(scoreReason("ready_score", least: market.readyScore))
            }
            if let entry = group.entry, entry.predicate.verdict(row) != .pass {
                shared.append(Reason(.groupReject, .subject(group.key)))
            }
            for member in group.members {
                verdicts.append(verdict(member, group, shared))
            }
        }
        return verdicts
    }

    private func verdict(_ index: Int, _ group: TreeGroup, _ shared: [Reason]) -> CandidateVerdict {
        let campaign = market.campaigns[index]
        var reasons = shared
        var undecided = false
        if reasons.isEmpty || explain { checkParties(campaign, into: &reasons) }
        if reasons.isEmpty || explain { checkLead(campaign, into: &reasons) }
        if reasons.isEmpty || explain {
            undecided = checkFilters(campaign, into: &reasons)
        }
        if !explain, reasons.count > 1 { reasons.removeLast(reasons.count - 1) }
        return CandidateVerdict(
            campaign: campaign.id, buyer: market.buyers[campaign.buyer].id, group: group.id,
            undecided: undecided && reasons.isEmpty, reasons: reasons)
    }

    private func checkParties(_ campaign: Campaign, into reasons: inout [Reason]) {
        let buyer = market.buyers[campaign.buyer]
        let seller = market.sellers[channel.seller]
        if campaign.status == .disabled || buyer.status == .disabled {
            reasons.append(Reason(.disabled))
        } else if campaign.status == .paused || buyer.status == .paused {
            reasons.append(Reason(.paused))
        }
        if isTest && !campaign.acceptsTests { reasons.append(Reason(.testOnly)) }
        if !seller.buyers.admits(campaign.buyer) || !channel.buyers.admits(campaign.buyer) {
            reasons.append(Reason(.sellerDeniesBuyer))
        }
        if !buyer.deniedSellers.isEmpty, buyer.deniedSellers.hasSorted(channel.seller) {
            reasons.append(Reason(.buyerDeniesSeller))
        } else if !campaign.deniedChannels.isEmpty,
            campaign.deniedChannels.contains(where: { market.channels[$0].id == channel.id })
        {
            reasons.append(Reason(.buyerDeniesSeller, .subject(channel.key)))
        }
    }

    private func checkLead(_ campaign: Campaign, into reasons: inout [Reason]) {
        if !campaign.deniedMedia.isEmpty, let medium = facts.medium,
            campaign.deniedMedia.hasSorted(medium)
        {
            reasons.append(Reason(.source))
        }
        if !facts.priorBuyers.isEmpty,
            facts.priorBuyers.hasSorted(market.buyers[campaign.buyer].id)
        {
            reasons.append(Reason(.alreadySoldHere))
        }
        if campaign.minScore > 0, (score ?? 0) < campaign.minScore {
            reasons.append(scoreReason("min_score", least: campaign.minScore))
        }
        if !facts.exhausted.isEmpty {
            for refusal in facts.exhausted where refusal.campaign == campaign.id {
                reasons.append(refusal.reason)
            }
        }
    }

    private func checkFilters(_ campaign: Campaign, into reasons: inout [Reason]) -> Bool {
        var undecided = false
        for filter in campaign.filters {
            switch filter.result(row, phase: facts.phase) {
            case .pass: break
            case .undecided: undecided = true
            case .fail:
                filter.explain(row, code: .filter, firstOnly: !explain, into: &reasons)
                if !explain { return false }
            }
        }
        return undecided
    }

    private func scoreReason(_ filter: String, least: Int) -> Reason {
        let got = score.map { FilterFailure.Got.value(.integer(Int64($0))) }
        return Reason(
            .filter,
            .filter(
                FilterFailure(
                    filter: filter, field: BuiltinField.score.name, op: .gte, negated: false,
                    want: [.integer(Int64(least))], got: got ?? .missing)))
    }
}
