import GRPC
import LeadlineAPI
import Market
import Reactor
import ServiceHost

/// `Auction.RunAuction`: pings the candidates at once and collects bids until all have answered
/// or the deadline (FEATURES F3 to F6). A slow buyer holds nobody: pings are queued, not awaited.
struct RunAuction: Sendable {
    let exchange: Exchange

    func callAsFunction(
        _ request: WireRunAuctionRequest, _ context: ServerContext
    ) async throws -> WireRunAuctionReply {
        // authorize
        let caller = try context.caller()
        // load
        let auction = try open(request, for: caller.tenant, on: context.loop)
        // step
        send(request, auction, on: context.loop)
        let deadline = auction.openedAt + .milliseconds(Int64(request.timeoutMs))
        let timer = context.loop.schedule(at: deadline) { auction.close(at: context.loop.now) }
        await auction.untilClosed()
        timer.cancel()
        // commit: nothing; routing records what came of it
        auction.releaseSilent()
        exchange.auctions.close(auction, at: context.loop.now)
        // reply
        let reply = auction.reply()
        exchange.figures.closed(reply)
        return reply
    }

    private func open(
        _ request: WireRunAuctionRequest, for tenant: TenantID, on loop: EventLoop
    ) throws -> OpenAuction {
        guard request.candidates.count <= exchange.limits.candidates else {
            throw RPCError(
                .invalidArgument, "An auction has at most \(exchange.limits.candidates) candidates."
            )
        }
        guard request.timeoutMs > 0, request.timeoutMs <= 60_000 else {
            throw RPCError(.invalidArgument, "timeout_ms must be between 1 and 60,000.")
        }
        guard let currency = Currency(code: request.currency) else {
            throw RPCError(.invalidArgument, "currency isn't an ISO 4217 code.")
        }
        guard let ping = PingID(request.pingID), let lead = LeadID(request.leadID) else {
            throw RPCError(.invalidArgument, "ping_id and lead_id must be ids.")
        }
        let auction = OpenAuction(
            ping: ping, lead: lead, tenant: tenant, currency: currency,
            openedAt: loop.now,
            candidates: try request.candidates.map { try candidate($0, tenant) })
        guard exchange.auctions.open(auction) else {
            throw RPCError(.alreadyExists, "There is an auction of this ping already.")
        }
        if request.candidates.isEmpty { auction.close(at: loop.now) }
        return auction
    }

    private func candidate(
        _ wire: WireAuctionCandidate, _ tenant: TenantID
    ) throws -> OpenAuction.Candidate {
        OpenAuction.Candidate(
            campaign: wire.campaignID, buyer: wire.buyerID,
            ceiling: wire.hasCeiling ? try Money(wire: wire.ceiling) : nil)
    }

    private func send(
        _ request: WireRunAuctionRequest, _ auction: OpenAuction, on loop: EventLoop
    ) {
        // What is the candidate's own; what all see was encoded by routing, once.
        var own = WirePing()
        own.tmaxMs = request.timeoutMs
        let closes = exchange.clock.microseconds() + Int64(request.timeoutMs) * 1_000
        own.deadline = .init(microseconds: closes)
        let now = loop.now
        for (place, wire) in request.candidates.enumerated() {
            own.campaignID = wire.campaignID
            if wire.hasFloor { own.floor = wire.floor } else { own.clearFloor() }
            let ping = own.directData(followedBy: request.ping)
            auction.ask(place, ping, through: exchange.sessions, at: now)
        }
    }
}
