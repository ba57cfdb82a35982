/// Why a lead went where it went (FEATURES N2).
public struct Explanation: Hashable, Sendable {
    /// Where it stands; PENDING when the record isn't finished.
    public let outcome: LeadOutcome
    /// The market's version that decided.
    public let marketVersion: Int64
    /// Nil when its channel has no scorecard.
    public let score: Score?
    /// Why it wasn't let in.
    public let rejections: [Reason]
    /// Every candidate: in the order of the tree's groups, then by rank.
    public let candidates: [CandidateExplanation]
    /// What decided among equals; nil when there were none.
    public let tieBreak: TieBreak?
    /// The recorded events gave the recorded decision.
    public let replayAgrees: Bool
}

/// Why one candidate did or didn't get a lead.
public struct CandidateExplanation: Hashable, Sendable {
    /// The campaign.
    public let campaign: CampaignID
    /// Its buyer.
    public let buyer: BuyerID
    /// The group of the tree.
    public let group: GroupID
    /// It might be offered the lead.
    public let eligible: Bool
    /// Every reason that stopped it; P_ACCEPTED for the winner.
    public let reasons: [Reason]
    /// How it answered, or its known price; nil when it wasn't asked.
    public let response: BidResponse?
    /// What would have been paid at its price; nil when it didn't rank.
    public let split: PriceSplit?
    /// Place among the usable bids of its auction, from 1; 0 when it has none.
    public let rank: Int
    /// The smallest change that would have made it win.
    public let change: WinningChange?
}

extension DecisionRecord {
    /// Explains a decision from its record and the lead's facts, under the market's version that
    /// decided: the reasons of all who fell out early are recomputed, the way of the others is
    /// replayed. The same for ever. Throws `unknownChannel`, or what the replay throws.
    public func explain(_ facts: LeadFacts, in market: Snapshot) throws -> Explanation {
        let assessment = try market.assess(facts, explain: true)
        let replay = try replay(in: market)
        let saga = replay.saga
        let dispositions = saga.dispositions(in: market)
        var candidates: [CandidateExplanation] = []
        for group in market.tree {
            var members: [CandidateExplanation] = []
            for verdict in assessment.candidates where verdict.group == group.id {
                let disposition = dispositions.first { $0.campaign == verdict.campaign }
                members.append(
                    Self.explain(verdict, disposition, assessment.rejections, saga, market))
            }
            // Stable: those without a rank stay in the group's order.
            candidates += members.filter { $0.rank > 0 }.sorted { $0.rank < $1.rank }
            candidates += members.filter { $0.rank == 0 }
        }
        return Explanation(
            outcome: saga.result?.outcome ?? .pending, marketVersion: market.version,
            score: assessment.score, rejections: assessment.rejections, candidates: candidates,
            tieBreak: tieBreak, replayAgrees: replay.agrees)
    }

    private static func explain(
        _ verdict: CandidateVerdict, _ disposition: Disposition?, _ rejections: [Reason],
        _ saga: LeadSaga, _ market: Snapshot
    ) -> CandidateExplanation {
        // What was recorded holds: a campaign that survived then is explained by its way.
        guard let disposition else {
            var reasons = verdict.reasons.isEmpty ? rejections : verdict.reasons
            if reasons.isEmpty {
                let message = "It wasn't among those that the recorded assessment let through."
                reasons = [Reason(.filter, .message(message))]
            }
            return CandidateExplanation(
                campaign: verdict.campaign, buyer: verdict.buyer, group: verdict.group,
                eligible: false, reasons: reasons, response: nil, split: nil, rank: 0,
                change: rejections.isEmpty ? verdict.change : nil)
        }
        return CandidateExplanation(
            campaign: verdict.campaign, buyer: verdict.buyer, group: verdict.group,
            eligible: true, reasons: [disposition.reason], response: disposition.response,
            split: disposition.split, rank: disposition.rank,
            change: saga.change(for: disposition, market))
    }
}
