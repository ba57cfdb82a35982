import Market
import Reactor

/// What is remembered of an auction that is over: just enough to know a late bid as one.
struct ClosedAuction: Sendable {
    let lead: LeadID
    let tenant: TenantID
    let openedAt: MonotonicTime
    /// Who was asked and hadn't answered at the close.
    let silent: [Silent]

    struct Silent: Sendable {
        let campaign: String
        let buyer: String
    }

    /// What becomes of an answer that comes now.
    func acceptance(
        of campaign: String, from session: BuyerSession, at now: MonotonicTime
    ) -> OpenAuction.Acceptance {
        let isAwaited = silent.contains { $0.campaign == campaign && $0.buyer == session.buyer }
        return isAwaited ? .late(LateAnswer(lead: lead, micros: (now - openedAt).count)) : .unasked
    }
}

/// An answer that came after its auction's close.
struct LateAnswer: Sendable {
    let lead: LeadID
    /// How long after the ping, µs.
    let micros: Int64
}
