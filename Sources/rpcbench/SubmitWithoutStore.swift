import GRPC
import LeadlineAPI
import Synchronization

/// Answers a submission with the same little work as the peers' servers do: one look into the
/// fields, an id, and what the reply repeats of the request.
final class SubmitWithoutStore: Sendable {
    private let count = Atomic<UInt64>(0)

    @Sendable func answer(
        _ request: WireSubmitRequest, _ context: ServerContext
    ) async throws -> WireSubmitReply {
        guard request.fields["phone"] != nil else {
            throw RPCError(.invalidArgument, "no phone")
        }
        let number = count.wrappingAdd(1, ordering: .relaxed).newValue
        let digits = String(number, radix: 16)
        var reply = WireSubmitReply()
        reply.leadID =
            "01920000-0000-7000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
        reply.outcome = .stored
        reply.subIds = request.subIds
        reply.receivedAt = request.capturedAt
        return reply
    }
}
