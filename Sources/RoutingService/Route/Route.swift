import Foundation
import GRPC
import LeadlineAPI
import Market
import Reactor
import ServiceHost

/// `Routing.Route`: takes a stored lead through assessment, auction, award and confirmation. The
/// saga goes on when the caller's time is up or it hangs up; asking again attaches to it.
struct Route: Sendable {
    let runs: LeadRuns
    let context: RoutingContext

    func callAsFunction(
        _ request: WireRouteRequest, _ context: ServerContext
    ) async throws -> WireRouteReply {
        // authorize
        let caller = try context.caller()
        // load: capture hands over what it has just stored
        var lead = try lead(of: request, caller.tenant)
        lead.contents = try await contents(of: lead)
        let start = try lead.start()
        // step, commit: the saga's own, once each of its steps (see LeadRun)
        guard let running = runs.start(lead, with: .started(start)) else {
            throw RPCError(
                .resourceExhausted, "Too many leads are under way; this one is taken up later.")
        }
        let deadline = context.deadline?.time ?? context.loop.now + self.context.limits.selling
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
                limits: context.limits)
        } catch {
            throw RPCError(.invalidArgument, "The lead can't be routed: \(error)", cause: error)
        }
    }

    /// What is sealed of the lead, which shows that it is the tenant's: a seal is bound to both.
    /// A lead of which nothing is sealed is looked up; nil then.
    private func contents(of lead: RoutedLead) async throws -> WireSealedContents? {
        let unknown = "There is no such lead."
        guard lead.sealed.box.isEmpty else {
            do {
                return try context.letters.open(lead.sealed, of: lead.id, lead.tenant)
            } catch {
                throw RPCError(.notFound, unknown, cause: error)
            }
        }
        let isKnown: Bool
        do {
            isKnown = try await context.store.has(lead.id, lead.tenant)
        } catch {
            throw RPCError.storing(error)
        }
        guard isKnown else { throw RPCError(.notFound, unknown) }
        return nil
    }
}

extension MonotonicTime {
    fileprivate static func - (time: MonotonicTime, length: Microseconds) -> MonotonicTime {
        MonotonicTime(microseconds: time.microseconds - length.count)
    }
}
