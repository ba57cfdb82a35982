import GRPC
import LeadlineAPI
import Market
import ServiceHost
import Store
import SwiftProtobuf

/// `Reporting.Query`: sums over a period, by any of the dimensions (FEATURES L1).
struct Query: Sendable {
    let store: Store
    let clock: WallClock
    let limits: ReportingLimits

    func callAsFunction(
        _ request: WireQueryRequest, _ context: ServerContext
    ) async throws -> WireQueryReply {
        // authorize
        let caller = try context.caller()
        let scope = QueryScope(caller)
        let question = try scope.narrow(
            try RollupQuery(request, nowMicros: clock.microseconds(), limits: limits))
        do {
            // load: how far the projection is comes first, so that the sums hold at least that
            let cursor = try await store.projection(
                tenant: caller.tenant, name: Projector.name)
            let ahead = try await store.journal(
                tenant: caller.tenant, after: cursor.position, limit: 1)
            let lag =
                ahead.rows.isEmpty
                ? 0
                : try await store.journalLag(tenant: caller.tenant, after: cursor.position)
            let answer = try await store.rollups(tenant: caller.tenant, question)
            // step
            let complete =
                ahead.rows.isEmpty ? ahead.completeUntilMicros : cursor.completeUntilMicros
            // commit: nothing
            // reply
            return .with {
                $0.rows = answer.rows.map { row in
                    .with {
                        $0.keys = question.texts(of: row)
                        $0.measures = scope.visible(WireMeasures(row))
                    }
                }
                $0.total = scope.visible(WireMeasures(answer.total))
                if complete > 0 { $0.completeUntil = .init(microseconds: complete) }
                $0.lagEntries = Int64(lag)
            }
        } catch {
            throw RPCError.storing(error)
        }
    }
}
