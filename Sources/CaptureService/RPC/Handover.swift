import GRPC
import LeadlineAPI
import Logging
import Market
import Reactor
import ServiceHost
import Store

/// Hands a stored lead over to routing, and gives back its end if that comes in time.
///
/// Whatever goes wrong here loses nothing: the lead is stored under a lease, and when the lease
/// runs out, routing takes it up by itself. So all failures are answered PENDING.
struct Handover: Sendable {
    /// `Routing.Route`, asked with what is encoded already.
    private static let method = Method<EncodedMessage<WireRouteRequest>, WireRouteReply, Unary>(
        service: RoutingMethods.route.service, name: RoutingMethods.route.name,
        request: EncodedMessage.codec, response: RoutingMethods.route.response)

    let routing: ServiceChannel
    let logger: Logger

    /// The stored answer, or PENDING.
    ///
    /// - Parameter pending: What is answered when no answer comes in time.
    nonisolated(nonsending) func route(
        _ lead: NewLead, _ pending: [UInt8], _ stages: [(String, Microseconds)],
        _ patience: Patience
    ) async throws -> StoredReply {
        do {
            let reply = try await routing.call(
                Self.method, EncodedMessage(handingOver: lead, after: stages),
                for: lead.tenant, deadline: patience.deadline)
            if !reply.submitReply.isEmpty { return StoredReply(reply.submitReply) }
        } catch let error as RPCError {
            switch error.code {
            case .cancelled where Task.isCancelled:
                throw CancellationError()
            case .deadlineExceeded: break
            default:
                logger.warning(
                    "routing didn't take a lead; its lease will",
                    metadata: ["lead": "\(lead.lead)", "status": "\(error.code)"])
            }
        }
        return StoredReply(pending)
    }
}

extension EncodedMessage<WireRouteRequest> {
    /// Facts, context and seal as they are stored, under the first lease.
    fileprivate init(handingOver lead: NewLead, after stages: [(String, Microseconds)]) {
        var out = MessageWriter(capacity: 1_024)
        out.element(1, lead.facts)
        out.number(2, 1)
        out.append(lead.context)
        for (stage, duration) in stages {
            out.message(6) { timing in
                timing.text(1, stage)
                timing.number(2, duration.count)
            }
        }
        if let sealed = lead.sealed, let key = sealed.wrappedKey {
            out.message(7) { box in
                box.element(1, key)
                box.element(2, sealed.box)
            }
        }
        self.init(out.bytes)
    }
}
