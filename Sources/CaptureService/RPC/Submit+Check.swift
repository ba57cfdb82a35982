import LeadlineAPI
import Market
import ServiceHost
import SwiftProtobuf

extension Submit {
    /// What would be said of a lead at the door. Nothing is stored, and the answer names no lead:
    /// REJECTED with its reasons, or PENDING for one that would be let in.
    func check(_ request: WireSubmitRequest, as caller: Caller) throws -> WireSubmitReply {
        // load
        let form = try markets.newest(caller.tenant).extra(CaptureForm.self)
        let channel = try form.channel(named: request.channelID, of: caller)
        // step
        let intake = try Intake(
            Submission(request), channel, form, lead: LeadID(.zero),
            receivedAt: clock.microseconds(),
            limits: limits)
        // reply
        var reply = try WireSubmitReply(serializedBytes: intake.reply)
        reply.leadID = ""
        if reply.outcome == .stored { reply.outcome = .pending }
        return reply
    }
}
