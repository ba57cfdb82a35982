import LeadlineAPI

/// A lead's history, for people. Pure.
enum TimelineText {
    static func lines(_ reply: WireTimelineReply) -> [String] {
        var lines = ["lead \(reply.leadID): \(Wording.text(reply.outcome))"]
        for entry in reply.entries {
            for event in entry.events {
                lines.append("  \(entry.revision)  \(Wording.text(event.at))  \(text(event))")
            }
        }
        return lines
    }

    /// One event in a line.
    static func text(_ event: WireEvent) -> String {
        switch event.kind {
        case .received(let lead): "received from \(lead.sellerID) on \(lead.channelID)"
        case .assessed(let lead): "score \(lead.score), \(lead.eligible) campaigns may buy"
        case .auctioned(let auction): text(auction)
        case .awarded(let sale):
            "awarded to \(sale.campaignID) for \(Wording.text(sale.price))"
        case .awardRefused(let award):
            "not awarded to \(award.campaignID): \(Wording.text(award.reason))"
        case .confirmed(let sale):
            "\(sale.campaignID) accepted, \(Wording.text(sale.price)), "
                + "after \(Wording.milliseconds(sale.buyerWaitUs))"
        case .declined(let sale): "\(sale.campaignID) declined: \(Wording.text(sale.reason))"
        case .unknown(let sale):
            "\(sale.campaignID) is silent, asked again until \(Wording.text(sale.graceUntil))"
        case .voided(let sale): "sale to \(sale.campaignID) voided: \(Wording.text(sale.reason))"
        case .finished(let lead): text(lead)
        case .resumed(let lead): "taken over, lease \(lead.leaseEpoch)"
        case .lateBid(let bid): "late bid of \(bid.campaignID)"
        case .lateAnswer(let answer):
            "late answer to sale \(answer.saleID), which was \(Wording.text(answer.state))"
        case .disclosed(let sale): "sale \(sale.saleID): the buyer knows who the consumer is"
        case nil: "something that this program doesn't know"
        }
    }

    private static func text(_ auction: WireAuctionClosed) -> String {
        let bids = auction.bids.filter { $0.result.outcome == .bid }
        let best = bids.filter { $0.rank == 1 }.first
        var text = "group \(auction.groupID): \(auction.bids.count) asked, \(bids.count) bid"
        if let best {
            text += ", best \(Wording.text(best.result.price)) of \(best.result.campaignID)"
        }
        return text
    }

    private static func text(_ finished: WireLeadFinished) -> String {
        let reasons =
            finished.reasons.map(Wording.text) + finished.candidateReasons.map(Wording.text)
        var text = "ended \(Wording.text(finished.outcome))"
        if finished.timing.totalUs > 0 {
            text += " after \(Wording.milliseconds(finished.timing.totalUs))"
        }
        return reasons.isEmpty ? text : text + ": " + reasons.joined(separator: ", ")
    }
}
