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
        exchange.auctions.closed(auction, at: context.loop.now)
        // reply
        return auction.reply()
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
        guard let currency = Currency(code: request.ping.currency) else {
            throw RPCError(.invalidArgument, "ping.currency isn't an ISO 4217 code.")
        }
        let auction = OpenAuction(
            ping: request.pingID, lead: request.leadID, tenant: tenant, currency: currency,
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
            ceiling: wire.hasCeiling ? try Money(wire: wire.ceiling) : nil,
            session: exchange.sessions.session(
                tenant, buyer: wire.buyerID, campaign: wire.campaignID))
    }

    private func send(
        _ request: WireRunAuctionRequest, _ auction: OpenAuction, on loop: EventLoop
    ) {
        var ping = request.ping
        ping.pingID = request.pingID
        ping.tmaxMs = request.timeoutMs
        let closes = exchange.clock.microseconds() + Int64(request.timeoutMs) * 1_000
        ping.deadline = .init(microseconds: closes)
        for (place, candidate) in auction.candidates.enumerated() {
            guard let session = candidate.session else {
                auction.lost(place, "not connected", at: loop.now)
                continue
            }
            let wire = request.candidates[place]
            ping.campaignID = candidate.campaign
            if wire.hasFloor { ping.floor = wire.floor } else { ping.clearFloor() }
            do throws(BuyerSession.Refusal) {
                try session.offer(ping)
            } catch {
                refused(error, place, auction, on: loop)
            }
        }
    }

    private func refused(
        _ refusal: BuyerSession.Refusal, _ place: Int, _ auction: OpenAuction, on loop: EventLoop
    ) {
        switch refusal {
        case .ended: auction.lost(place, "the stream broke", at: loop.now)
        case .inFlight: auction.lost(place, "too many unanswered pings", at: loop.now)
        case .noCapacity: auction.declined(place, "NO_CAPACITY", at: loop.now)
        case .queueFull:
            auction.lost(place, "the buyer reads too slowly", at: loop.now)
            auction.candidates[place].session?.end()
        }
    }
}
