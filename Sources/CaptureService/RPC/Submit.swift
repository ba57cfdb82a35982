import GRPC
import LeadlineAPI
import Market
import Reactor
import ServiceHost

/// `Capture.Submit`: one call with the whole lead (FEATURES A1, A6, A8–A13, A15, A16).
///
///     read ─► stored, ended at the door ────────────────────────► stored answer
///         └─► stored, pending ─► routing ─► terminal ───────────► stored answer
///                                   └────► out of time, away ───► PENDING; the lease sees to it
///         └─► key known ─► other content ───────────────────────► ALREADY_EXISTS
///                      └─► same ─► ended ───────────────────────► stored answer
///                             └─► pending ─► wait for the end ──► stored answer, or PENDING
public struct Submit: Sendable {
    let markets: MarketSnapshots
    let book: LeadBook
    let handover: Handover
    let answers: AnswerWait
    let clock: WallClock
    let ids: LeadIDs
    let limits: IntakeLimits
    /// What became of submissions here.
    let results: CounterFamily

    /// Handles one call.
    func callAsFunction(
        _ request: EncodedMessage<WireSubmitRequest>, _ context: ServerContext
    ) async throws -> StoredReply {
        // authorize
        let caller = try context.caller()
        let began = MonotonicTime.read()
        let submission: Submission
        do {
            submission = try Submission(encoded: request.bytes)
        } catch {
            throw RPCError(
                .invalidArgument,
                "The client's message isn't a \(WireSubmitRequest.protoMessageName), which "
                    + "\(context.path) takes.", cause: error)
        }
        return try await submit(submission, as: caller, by: context.deadline, since: began)
    }

    /// Takes one lead in for a caller who may submit; `Import` does so row by row.
    ///
    /// - Throws: `RPCError` as `Capture.Submit` documents it.
    nonisolated(nonsending) func submit(
        _ submission: consuming Submission, as caller: Caller, by deadline: Deadline?,
        since began: MonotonicTime
    ) async throws -> StoredReply {
        // load, step
        let (entry, pending, patience) = try prepare(
            submission, as: caller, by: deadline, since: began)
        let read = MonotonicTime.read()
        // commit
        let outcome = try await book.store(entry)
        let stored = MonotonicTime.read()
        // reply
        switch outcome {
        case .stored:
            if let ending = entry.lead.ending {
                results.increment("ended")
                return StoredReply(ending.reply)
            }
            results.increment("routed")
            let stages = [("decode", read - began), ("store", stored - read)]
            return try await handover.route(entry.lead, pending, stages, patience)
        case .known(let known) where !known.isSameContent:
            results.increment("conflicting")
            throw RPCError(
                .alreadyExists, "This idempotency key was used before, with other content.")
        case .known(let known):
            results.increment("repeated")
            if let reply = known.reply { return StoredReply(reply) }
            return try await answers.answer(known.lead, caller.tenant, patience)
        }
    }

    /// What is stored of a submission, and answered while it has no end. A function of its own, so
    /// that what was read, and is in the clear, is let go of before anything is waited for.
    @inline(never)
    private func prepare(
        _ submission: consuming Submission, as caller: Caller, by deadline: Deadline?,
        since began: MonotonicTime
    ) throws -> (LeadBook.Entry, pending: [UInt8], Patience) {
        // load
        let form = try markets.newest(caller.tenant).extra(CaptureForm.self)
        let channel = try form.channel(named: submission.channelID, of: caller)
        // step
        let intake = try Intake(
            submission, channel, form, lead: LeadID(ids.next()),
            receivedAt: clock.microseconds(), limits: limits)
        let patience = Patience(
            milliseconds: intake.envelope.processingMilliseconds, from: began, caller: deadline)
        let entry = try book.entry(intake, form)
        return (entry, entry.lead.ending == nil ? intake.reply : [], patience)
    }
}
