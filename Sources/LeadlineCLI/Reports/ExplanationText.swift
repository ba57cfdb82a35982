import LeadlineAPI
import Market

/// An explanation, for people. Pure.
enum ExplanationText {
    static func lines(_ reply: WireExplainReply) -> [String] {
        var lines = [
            "lead     \(reply.leadID)",
            "outcome  \(Wording.text(reply.outcome)), received \(Wording.text(reply.receivedAt)), "
                + "market version \(reply.marketVersion)",
        ]
        if reply.score > 0 { lines.append("score    \(reply.score)\(contributions(reply))") }
        lines += reply.rejections.map { "refused  \(Wording.text($0))" }
        lines += reply.sales.map(sale)
        if !reply.tieBreak.isEmpty { lines.append("tie      decided by \(reply.tieBreak)") }
        if !reply.candidates.isEmpty {
            lines.append("")
            lines += candidates(reply.candidates)
        }
        if reply.erased {
            lines.append("The lead was erased: this is what was stored, not a recomputation.")
        } else if !reply.candidates.isEmpty, !reply.replayAgrees {
            lines.append("THE RECORDED EVENTS DON'T GIVE THE RECORDED DECISION.")
        }
        return lines
    }

    private static func contributions(_ reply: WireExplainReply) -> String {
        let parts = reply.contributions.map { part in
            let sign = part.millionths < 0 ? "" : "+"
            return "\(part.criterionID) \(sign)\(Decimal.text(micros: part.millionths, digits: 2))"
        }
        return parts.isEmpty ? "" : ": " + parts.joined(separator: ", ")
    }

    private static func sale(_ sale: WireSaleSummary) -> String {
        "sale     \(Wording.text(sale.state)) to \(sale.buyerID) (\(sale.campaignID)) for "
            + "\(Wording.text(sale.price)), seller \(Wording.text(sale.payout)), "
            + "margin \(Wording.text(sale.margin))"
    }

    /// A row each, and under it what stopped it, a reason a line.
    private static func candidates(_ candidates: [WireCandidateExplanation]) -> [String] {
        var table = TextTable([
            ("candidate", .left), ("rank", .right), ("bid", .left), ("price", .right),
            ("payout", .right), ("took", .right),
        ])
        for candidate in candidates {
            table.add([
                candidate.campaignID,
                candidate.rank > 0 ? String(candidate.rank) : "",
                candidate.answer,
                candidate.hasPrice ? Wording.text(candidate.price) : "",
                candidate.hasPayout ? Wording.text(candidate.payout) : "",
                candidate.latencyUs > 0 ? Wording.milliseconds(candidate.latencyUs) : "",
            ])
        }
        let rows = table.lines()
        return [rows[0]]
            + zip(rows.dropFirst(), candidates).flatMap { row, candidate in
                [row] + candidate.reasons.map { "    " + Wording.text($0) } + change(candidate)
            }
    }

    private static func change(_ candidate: WireCandidateExplanation) -> [String] {
        let change = candidate.wouldHaveWonIf
        return change.isEmpty ? [] : ["    would have won if \(change)"]
    }
}

extension WireCandidateExplanation {
    /// What it said, or why it said nothing.
    fileprivate var answer: String {
        guard eligible else { return "not offered" }
        return bidOutcome == .unspecified ? "not asked" : Wording.text(bidOutcome)
    }
}
