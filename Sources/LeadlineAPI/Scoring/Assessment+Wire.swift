public import Market

extension Assessment {
    /// Scoring's answer.
    public func wire(in market: Snapshot) -> WireAssessReply {
        var wire = WireAssessReply()
        wire.marketVersion = marketVersion
        if let score {
            wire.score = Int32(score.band)
            wire.rawScoreMillionths = score.rawMillionths
            wire.contributions = score.contributions.map(\.wire)
        }
        wire.rejections = rejections.map(\.wire)
        wire.candidates = candidates.map { $0.wire(in: market) }
        return wire
    }
}

extension AssessmentFacts {
    /// The part of scoring's answer that decisions follow from. What else the lead's owner knows
    /// is added: campaigns that ran out meanwhile, and when campaigns last got a lead.
    /// Throws a `WireError` that names the field.
    public init(
        wire: WireAssessReply, tenant: TenantID, exhausted: [CampaignRefusal] = [],
        lastServed: [LastServed] = []
    ) throws(WireError) {
        guard (0...10).contains(wire.score) else {
            throw WireError(.outOfRange, "score", "must be 0 to 10")
        }
        var survivors: [CampaignID] = []
        var refused: [ReasonCode] = []
        for (index, candidate) in wire.candidates.enumerated() {
            try within("candidates[\(index)]") { () throws(WireError) in
                if candidate.eligible {
                    survivors.append(try CampaignID(wire: candidate.campaignID, tenant: tenant))
                } else {
                    guard let reason = candidate.reasons.first else { throw .missing("reasons") }
                    refused.append(try ReasonCode(wire: reason.code))
                }
            }
        }
        self.init(
            marketVersion: wire.marketVersion, score: Int(wire.score),
            rejections: try convert(wire.rejections, of: "rejections") {
                (reason) throws(WireError) in try Reason(wire: reason)
            },
            survivors: survivors, exhausted: exhausted, lastServed: lastServed,
            ineligible: ReasonCount.counting(refused))
    }
}

extension CandidateVerdict {
    /// A verdict as it was sent. Throws a `WireError` that names the field.
    public init(wire: WireCandidateVerdict, tenant: TenantID) throws(WireError) {
        guard wire.eligible == wire.reasons.isEmpty else {
            throw WireError(.malformed, "reasons", "must say why, unless it is eligible")
        }
        self.init(
            campaign: try CampaignID(wire: wire.campaignID, tenant: tenant),
            buyer: try BuyerID(wire: wire.buyerID, tenant: tenant),
            group: try GroupID(wire: wire.groupID, tenant: tenant), undecided: wire.undecided,
            reasons: try convert(wire.reasons, of: "reasons") { (reason) throws(WireError) in
                try Reason(wire: reason)
            })
    }

    /// The verdict as it is sent.
    public func wire(in market: Snapshot) -> WireCandidateVerdict {
        var wire = WireCandidateVerdict()
        wire.campaignID = campaign.wire(in: market)
        wire.buyerID = buyer.wire(in: market)
        wire.groupID = group.wire(in: market)
        wire.eligible = eligible
        wire.reasons = reasons.map(\.wire)
        wire.undecided = undecided
        return wire
    }
}

extension ScoreContribution {
    /// A contribution as it was sent. Throws `unknownValue` for the group.
    public init(wire: WireScoreContribution) throws(WireError) {
        guard let group = CriterionGroup(rawValue: wire.group) else {
            throw WireError(.unknownValue, "group", "must be a known group of criteria")
        }
        self.init(criterion: wire.criterionID, group: group, millionths: wire.millionths)
    }

    /// The contribution as it is sent.
    public var wire: WireScoreContribution {
        var wire = WireScoreContribution()
        wire.criterionID = criterion
        wire.group = group.rawValue
        wire.millionths = millionths
        return wire
    }
}
