import GRPC
import LeadlineAPI
import Reactor
import ServiceHost
import ServiceTesting
import SwiftProtobuf
import Synchronization

/// A routing service that does what the test says, and keeps what it was asked.
final class FakeRouting: Sendable {
    /// What it does with the next leads.
    enum Script: Sendable {
        /// Answers as if the lead were sold at once.
        case sell
        /// Says that the lead is still on its way.
        case pending
        /// Never answers.
        case silent
        /// Fails.
        case fail(Status.Code)
    }

    private struct State {
        var script: Script
        var requests: [WireRouteRequest] = []
        var tenants: [String] = []
    }

    private let state: Mutex<State>

    init(_ script: Script) {
        state = Mutex(State(script: script))
    }

    var requests: [WireRouteRequest] { state.withLock { $0.requests } }
    var tenants: [String] { state.withLock { $0.tenants } }

    /// The service, to be started by the test.
    var definition: ServiceDefinition {
        ServiceDefinition(.routing) { [self] _ in
            var router = ServiceRouter()
            router.serve(RoutingMethods.route) { request, context in
                try await self.route(request, context)
            }
            return ServiceParts(router: router)
        }
    }

    /// The bytes that it answers for a lead: not as SwiftProtobuf would write them, so that a
    /// reply which was decoded and encoded on its way is told.
    static func soldReply(_ lead: String) -> [UInt8] {
        var reply = WireSubmitReply()
        reply.outcome = .sold
        let tail: [UInt8] = (try? reply.serializedBytes()) ?? []
        return tail + [0x0A, UInt8(lead.utf8.count)] + Array(lead.utf8)
    }

    private func route(
        _ request: WireRouteRequest, _ context: ServerContext
    ) async throws -> WireRouteReply {
        let tenant = try context.caller().tenant.description
        let script = state.withLock { state in
            state.requests.append(request)
            state.tenants.append(tenant)
            return state.script
        }
        var reply = WireRouteReply()
        switch script {
        case .sell:
            reply.outcome = .sold
            reply.submitReply = .init(Self.soldReply(request.lead.leadID))
        case .pending:
            reply.outcome = .pending
        case .silent:
            try await context.loop.sleep(until: .distantFuture)
        case .fail(let code):
            throw RPCError(code, "as the test wants")
        }
        return reply
    }
}
