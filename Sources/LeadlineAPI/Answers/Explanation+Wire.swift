public import Market

extension WireCandidateExplanation {
    /// Why one candidate did or didn't get a lead.
    /// - Parameters:
    ///   - verdict: Scoring's, asked to explain.
    ///   - disposition: What became of it in the auction; nil for one that wasn't eligible.
    public init(
        _ verdict: WireCandidateVerdict, _ disposition: Disposition?, in market: Snapshot
    ) {
        self.init()
        campaignID = verdict.campaignID
        buyerID = verdict.buyerID
        groupID = verdict.groupID
        eligible = verdict.eligible
        reasons = verdict.reasons
        guard let disposition else {
            wouldHaveWonIf = Self.remedy(verdict.reasons)
            return
        }
        reasons.append(disposition.reason.wire)
        if let response = disposition.response {
            bidOutcome = response.outcome.wire
            latencyUs = response.latencyMicros
            if let price = response.outcome.price { self.price = price.wire }
        }
        if let split = disposition.split { payout = split.payout.wire }
        rank = Int32(clamping: disposition.rank)
        wouldHaveWonIf = Self.remedy(disposition)
    }

    /// One failing filter can be named; several can't be put into one smallest change.
    private static func remedy(_ reasons: [WireReason]) -> String {
        guard reasons.count == 1, let reason = reasons.first, reason.code == .eFilter,
            !reason.field.isEmpty
        else { return "" }
        let words = [reason.field, reason.op, reason.want].filter { !$0.isEmpty }
        return "the lead had \(words.joined(separator: " "))"
    }

    private static func remedy(_ disposition: Disposition) -> String {
        let reason = disposition.reason
        switch reason.code {
        case .outbid, .belowFloor, .lostToMargin:
            return reason.price.map { "it had bid \($0) or more" } ?? ""
        case .tie: return "it had bid more"
        case .bidTimeout, .bidLate: return "it had answered in time"
        case .noBid: return "it had bid"
        case .bidTransport: return "it had been connected"
        case .capSold: return "its cap had not been reached"
        case .rejected, .postDuplicate, .counter, .postError, .voided, .postUnknown:
            return "it had accepted the award"
        default: return ""
        }
    }
}
