import GRPC
import LeadlineAPI
import Market
import ServiceHost
import Store
import SwiftProtobuf

/// `Reporting.Timeline`: everything that happened to one lead, in order (FEATURES L18).
struct Timeline: Sendable {
    let store: Store

    func callAsFunction(
        _ request: WireTimelineRequest, _ context: ServerContext
    ) async throws -> WireTimelineReply {
        // authorize
        let caller = try context.caller()
        guard let id = LeadID(request.leadID) else {
            throw RPCError(.invalidArgument, "lead_id isn't an id.")
        }
        do {
            // load
            let rows = try await store.timeline(tenant: caller.tenant, lead: id)
            guard let lead = try await store.lead(tenant: caller.tenant, id) else {
                throw RPCError(.notFound, "There is no such lead.")
            }
            // step
            let entries = try rows.map(WireTimelineEntry.init)
            // commit: nothing
            // reply
            return .with {
                $0.leadID = id.wire
                $0.outcome = lead.outcome.wire
                $0.entries = entries
            }
        } catch {
            throw RPCError.storing(error)
        }
    }
}

extension WireTimelineEntry {
    /// A row of a lead's journal.
    init(_ row: TimelineRow) throws {
        self.init()
        revision = row.revision
        at = .init(microseconds: row.atMicros)
        events = try WireJournalEntry(serializedBytes: row.entry).events
    }
}
