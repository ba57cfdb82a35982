import GRPC
import LeadlineAPI
import Market
import Reactor
import ServiceHost
import Store

/// `Capture.GetResult`: what became of a submission, for those whose answer was PENDING.
struct GetResult: Sendable {
    /// However long a seller asks to wait: then it asks again.
    static let waitMax: Microseconds = 60_000_000

    let store: Store
    let answers: AnswerWait
    let limits: IntakeLimits

    /// Handles one call.
    ///
    /// - Throws: `RPCError` INVALID_ARGUMENT, NOT_FOUND, UNAVAILABLE.
    func callAsFunction(
        _ request: WireGetResultRequest, _ context: ServerContext
    ) async throws -> StoredReply {
        // authorize
        let caller = try context.caller()
        // load
        let end = try end(of: request, context)
        guard let lead = try await load(request, caller), lead.seller == caller.party,
            caller.channel == nil || caller.channel == lead.channel
        else {
            // The same for what doesn't exist and what is somebody else's.
            throw RPCError(.notFound, "There is no such submission of this seller.")
        }
        // step, commit: nothing changes
        // reply
        return try await answers.answer(lead, caller.tenant, until: end)
    }

    private nonisolated(nonsending) func load(
        _ request: WireGetResultRequest, _ caller: Caller
    ) async throws -> StoredLead? {
        let id = try Self.lead(of: request)
        do {
            if let id { return try await store.lead(tenant: caller.tenant, id) }
            return try await store.submission(
                tenant: caller.tenant, seller: caller.party,
                idempotencyKey: request.idempotencyKey)
        } catch {
            throw RPCError.storing(error)
        }
    }

    /// The lead's id, or nil when the submission is named by its key.
    private static func lead(of request: WireGetResultRequest) throws(RPCError) -> LeadID? {
        guard request.leadID.isEmpty else {
            guard let id = LeadID(request.leadID) else {
                throw RPCError(.invalidArgument, "lead_id must be a UUID.")
            }
            return id
        }
        let isKey = request.idempotencyKey.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
        guard !request.idempotencyKey.isEmpty, isKey else {
            throw RPCError(.invalidArgument, "lead_id or idempotency_key is needed.")
        }
        return nil
    }

    private func end(
        of request: WireGetResultRequest, _ context: ServerContext
    ) throws(RPCError) -> MonotonicTime {
        let now = MonotonicTime.read()
        guard request.hasWait else { return now }
        do throws(WireError) {
            let asked = try within("wait") { () throws(WireError) in
                try request.wait.milliseconds()
            }
            if asked == 0 { return now }
            let wait = min(asked, Self.waitMax.count / 1_000)
            return Patience(milliseconds: wait, from: now, caller: context.deadline).end
        } catch {
            throw RPCError(.invalidArgument, error.description)
        }
    }
}
