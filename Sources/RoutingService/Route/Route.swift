import Foundation
import GRPC
import LeadlineAPI
import Market
import Reactor

/// `Routing.Route`: takes a stored lead through assessment, auction, award and confirmation. The
/// saga goes on when the caller's time is up or it hangs up; asking again attaches to it.
struct Route: Sendable {
    let runs: LeadRuns
    let limits: RoutingLimits

    func callAsFunction(
        _ request: WireRouteRequest, _ context: ServerContext
    ) async throws -> WireRouteReply {
        // authorize
        let caller = try context.caller()
        // load: capture hands over what it has just stored
        let lead = try lead(of: request, caller.tenant)
        let start = try lead.start()
        // step, commit: the saga's own, once each of its steps (see LeadRun)
        guard let running = runs.start(lead, with: .started(start)) else {
            throw RPCError(
                .resourceExhausted, "Too many leads are under way; this one is taken up later.")
        }
        let deadline = context.deadline?.time ?? context.loop.now + limits.selling
        let answer = await running.answer(by: deadline - Self.reserve, on: context.loop)
        // reply
        return .with {
            $0.outcome = answer?.outcome ?? .pending
            $0.submitReply = Data(answer?.reply ?? [])
        }
    }

    /// What the way back may take, so that PENDING is an answer and not a broken deadline.
    private static let reserve: Microseconds = .milliseconds(20)

    private func lead(of request: WireRouteRequest, _ tenant: TenantID) throws -> RoutedLead {
        do {
            return try RoutedLead(
                request, tenant: tenant, epoch: request.leaseEpoch, sealed: request.sealed,
                limits: limits)
        } catch {
            throw RPCError(.invalidArgument, "The lead can't be routed: \(error)", cause: error)
        }
    }
}

extension MonotonicTime {
    fileprivate static func - (time: MonotonicTime, length: Microseconds) -> MonotonicTime {
        MonotonicTime(microseconds: time.microseconds - length.count)
    }
}
