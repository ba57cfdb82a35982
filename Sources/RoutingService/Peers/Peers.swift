import GRPC
import LeadlineAPI
import Market
import Reactor
import ServiceHost

/// What routing asks of the other services. Tests put their own in its place.
struct Peers: Sendable {
    var assess: @Sendable (WireAssessRequest, TenantID) async throws -> WireAssessReply
    var runAuction: @Sendable (WireRunAuctionRequest, TenantID) async throws -> WireRunAuctionReply
    var deliver: @Sendable (WireDeliverRequest, TenantID) async throws -> WireDeliverReply
    var notify: @Sendable (WireNotifyRequest, TenantID) async throws -> WireNotifyReply
}

extension Peers {
    /// The real services. Each call has a time of its own: what buyers are given, and some slack.
    static func live(
        scoring: ServiceChannel, bidding: ServiceChannel, limits: RoutingLimits
    ) -> Peers {
        let slack = Duration(limits.peerSlack)
        return Peers(
            assess: { request, tenant in
                try await scoring.call(
                    ScoringMethods.assess, request, for: tenant, timeout: slack)
            },
            runAuction: { request, tenant in
                try await bidding.call(
                    AuctionMethods.runAuction, request, for: tenant,
                    timeout: slack + .milliseconds(Int64(request.timeoutMs)))
            },
            deliver: { request, tenant in
                try await bidding.call(
                    AuctionMethods.deliver, request, for: tenant,
                    timeout: slack + .milliseconds(Int64(request.timeoutMs)))
            },
            notify: { request, tenant in
                try await bidding.call(
                    AuctionMethods.notify, request, for: tenant, timeout: slack + slack)
            })
    }
}
