import FoundationEssentials
import GRPC
import LeadlineAPI
import Logging
import Market
import Reactor
import ServiceHost
import Store
import SwiftProtobuf

/// Hands a stored lead over to routing, and gives back its end if that comes in time.
///
/// Whatever goes wrong here loses nothing: the lead is stored under a lease, and when the lease
/// runs out, routing takes it up by itself. So all failures are answered PENDING.
struct Handover: Sendable {
    let routing: ServiceChannel
    let answers: AnswerWait
    let logger: Logger

    /// The stored answer, or PENDING.
    nonisolated(nonsending) func route(
        _ intake: Intake, _ sealed: SealedLead?, _ stages: [(String, Microseconds)],
        _ form: CaptureForm, _ patience: Patience
    ) async throws -> StoredReply {
        var request = intake.context
        request.lead = intake.facts
        request.leaseEpoch = 1
        request.stages = stages.map { stage, duration in
            var timing = WireStageTiming()
            timing.stage = stage
            timing.durationUs = duration.count
            return timing
        }
        if let sealed, let key = sealed.wrappedKey {
            request.sealed.wrappedKey = Data(key)
            request.sealed.box = Data(sealed.box)
        }
        do {
            let reply = try await routing.call(
                RoutingMethods.route, request, for: form.tenant, deadline: patience.deadline)
            if !reply.submitReply.isEmpty { return StoredReply(reply.submitReply) }
        } catch let error as RPCError {
            switch error.code {
            case .aborted, .failedPrecondition:
                // Somebody else works on it already.
                return try await answers.answer(intake.lead, form.tenant, patience)
            case .cancelled where Task.isCancelled:
                throw CancellationError()
            case .deadlineExceeded: break
            default:
                logger.warning(
                    "routing didn't take a lead; its lease will",
                    metadata: ["lead": "\(intake.lead)", "status": "\(error.code)"])
            }
        }
        return try StoredReply(message: intake.reply)
    }
}
