extension Snapshot {
    /// Scores a lead, says whether it is let in, and to which campaigns it may be offered.
    ///
    /// With `explain`, every check of every candidate is made and every reason given; without,
    /// each candidate stops at its first, which is the same (FEATURES C5).
    /// Throws `unknownChannel`.
    public func assess(
        _ facts: LeadFacts, explain: Bool = false
    ) throws(AssessmentError) -> Assessment {
        guard let channel = channel(facts.channel) else { throw .unknownChannel }
        var row = row(of: facts, channel)
        let score = channel.scorecard.map { scorecards[$0].score(row) }
        row.set(.score, score.map { .integer(Int64($0.band)) })
        let rejections = rejections(channel, row, facts.phase, explain)
        var candidates: [CandidateVerdict] = []
        if rejections.isEmpty || explain {
            let check = EligibilityCheck(
                market: self, facts: facts, channel: channel, row: row, score: score?.band,
                isTest: facts.test || channel.mode == .test, explain: explain)
            candidates = check.candidates()
        }
        return Assessment(
            marketVersion: version, score: score, rejections: rejections, candidates: candidates)
    }

    private func row(of facts: LeadFacts, _ channel: Channel) -> LeadRow {
        let days = facts.nowMicros.divided(by: Moment.microsPerDay)
        var row = LeadRow(
            facts.fields, sealed: facts.sealedFields, schema: schema,
            today: facts.today ?? CivilDate(daysSince1970: Int(days)), externals: facts.externals)
        row.set(.seller, .text(sellers[channel.seller].key))
        row.set(.channel, .text(channel.key))
        row.set(.medium, facts.medium.map(FieldValue.text))
        row.set(.receivedAt, .datetime(micros: facts.receivedAtMicros))
        row.set(.alreadySold, .integer(Int64(facts.alreadySold)))
        return row
    }

    /// Acceptance criteria: the seller's own data, at the door (FEATURES C4).
    private func rejections(
        _ channel: Channel, _ row: LeadRow, _ phase: Phase, _ explain: Bool
    ) -> [Reason] {
        var reasons: [Reason] = []
        if channel.status != .active || sellers[channel.seller].status != .active {
            reasons.append(Reason(.channelInactive))
        }
        for filter in channel.acceptance where filter.result(row, phase: phase) == .fail {
            // The seller hears of every criterion at once, so that it needs one round to mend it.
            filter.explain(row, code: .quality, firstOnly: !explain, into: &reasons)
        }
        return reasons
    }
}

extension Int64 {
    /// The quotient rounded toward minus infinity.
    func divided(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}
