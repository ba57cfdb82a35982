import GRPC
import LeadlineAPI
import Market
import Reactor
import ServiceHost
import Store
import SwiftProtobuf

/// Waits for a lead's end by looking into the store, ever more slowly: whoever works on the lead
/// may be another process.
struct AnswerWait: Sendable {
    private static let firstPause: Microseconds = 2_000
    private static let longestPause: Microseconds = 200_000

    let store: Store
    /// Where to sleep when the caller isn't on a loop.
    let loop: EventLoop

    /// The stored answer, or PENDING when patience ends first.
    ///
    /// - Throws: `RPCError` NOT_FOUND when the tenant has no such lead.
    nonisolated(nonsending) func answer(
        _ lead: LeadID, _ tenant: TenantID, _ patience: Patience
    ) async throws -> StoredReply {
        guard let stored = try await read(lead, tenant) else {
            throw RPCError(.notFound, "There is no such submission.")
        }
        return try await answer(stored, tenant, until: patience.end)
    }

    /// The same, for a lead that was just read.
    nonisolated(nonsending) func answer(
        _ stored: StoredLead, _ tenant: TenantID, until end: MonotonicTime
    ) async throws -> StoredReply {
        let loop = EventLoop.current ?? loop
        var newest = stored
        var pause = Self.firstPause
        while newest.reply == nil {
            let now = MonotonicTime.read()
            guard now < end else { break }
            try await loop.sleep(until: min(end, now + pause))
            pause = min(Microseconds(pause.count * 3 / 2), Self.longestPause)
            newest = try await read(stored.lead, tenant) ?? newest
        }
        if let reply = newest.reply { return StoredReply(reply) }
        return try Self.pending(newest)
    }

    private nonisolated(nonsending) func read(
        _ lead: LeadID, _ tenant: TenantID
    ) async throws -> StoredLead? {
        do {
            return try await store.lead(tenant: tenant, lead)
        } catch {
            throw RPCError.storing(error)
        }
    }

    private static func pending(_ lead: StoredLead) throws -> StoredReply {
        let context = try WireRouteRequest(serializedBytes: lead.context)
        return try StoredReply(
            message: .pending(context, lead: lead.lead, test: lead.test))
    }
}
