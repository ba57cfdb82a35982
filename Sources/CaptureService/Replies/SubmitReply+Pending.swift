import LeadlineAPI
import Market

extension WireSubmitReply {
    /// The answer while a lead is on its way, from what was kept for the answer. It isn't stored.
    static func pending(
        _ context: WireRouteRequest, lead: LeadID, test: Bool
    ) -> WireSubmitReply {
        var reply = WireSubmitReply()
        reply.leadID = lead.wire
        reply.outcome = .pending
        reply.flags = context.flags
        if context.hasSubIds { reply.subIds = context.subIds }
        reply.receivedAt = context.receivedAt
        reply.test = test
        return reply
    }
}
