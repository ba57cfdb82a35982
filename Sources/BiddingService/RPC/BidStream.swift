import GRPC
import LeadlineAPI
import Market
import Reactor
import ServiceHost

/// `Bidding.BidStream`: a buyer's stream (FEATURES F22). Three tasks share it: one takes what the
/// buyer says, one writes what is queued for the buyer, and one waits for the end, so that a buyer
/// who reads nothing can't put it off.
///
///     waiting for Hello ──Hello──► open ──buyer leaves, we end it, too many mistakes──► ended
///             └──too late, something else──────────────────────────────────────────────► ended
struct BidStream: Sendable {
    let exchange: Exchange

    func callAsFunction(
        _ requests: RequestStream<WireBuyerMessage>,
        _ responses: ResponseWriter<WireOutgoingMessage>, _ context: ServerContext
    ) async throws {
        // authorize
        let caller = try context.caller()
        // load
        let session = try open(try await hello(requests, from: caller, on: context.loop), caller)
        // step
        defer { ended(session, at: context.loop.now) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            // Ends the other tasks, however this ends.
            defer { session.end() }
            group.addTask(executorPreference: context.loop) {
                await session.untilEnded()
                throw session.ending
            }
            group.addTask(executorPreference: context.loop) {
                while let waiting = await session.nextMessages() {
                    for message in waiting where !session.isEnded {
                        try await responses.write(message)
                    }
                }
                throw session.ending
            }
            let listener = BuyerListener(exchange: exchange, session: session, loop: context.loop)
            group.addTask(executorPreference: context.loop) {
                for try await message in requests { try await listener.heard(message) }
            }
            // Whichever ends first ends the stream.
            try await group.next()
            group.cancelAll()
        }
    }

    /// The first message, which has to be Hello. The stream takes one of its buyer's places while
    /// it is awaited.
    private func hello(
        _ requests: RequestStream<WireBuyerMessage>, from caller: Caller, on loop: EventLoop
    ) async throws -> WireHello {
        let buyer = BuyerSessions.BuyerKey(tenant: caller.tenant, buyer: caller.party)
        guard exchange.sessions.expect(buyer) else { throw tooManyStreams }
        defer { exchange.sessions.expectNoLonger(buyer) }
        let wait = exchange.limits.helloWait
        let first = try await withThrowingTaskGroup(of: WireBuyerMessage?.self) { group in
            defer { group.cancelAll() }
            group.addTask(executorPreference: loop) {
                var messages = requests.makeAsyncIterator()
                return try await messages.next()
            }
            group.addTask(executorPreference: loop) {
                try await loop.sleep(until: loop.now + wait)
                throw RPCError(.deadlineExceeded, "Hello didn't come within \(Duration(wait)).")
            }
            return try await group.next() ?? nil
        }
        guard case .hello(let hello)? = first?.kind else {
            throw RPCError(.invalidArgument, "The first message must be Hello.")
        }
        return hello
    }

    private func open(_ hello: WireHello, _ caller: Caller) throws -> BuyerSession {
        let market = try exchange.markets.newest(caller.tenant)
        guard let buyer = market.wire.buyers.first(where: { $0.id == caller.party }) else {
            throw RPCError(.permissionDenied, "This key's buyer isn't in the market.")
        }
        let own = Set(buyer.campaigns.map(\.id))
        if let stranger = hello.campaignIds.first(where: { !own.contains($0) }) {
            throw RPCError(.invalidArgument, "\(stranger.prefix(64)) isn't a campaign of yours.")
        }
        let most = exchange.limits.unansweredPings
        let wanted = Int(hello.maxInFlight)
        let session = BuyerSession(
            id: exchange.ids.next(), caller: caller, campaigns: Set(hello.campaignIds),
            inFlightMax: wanted > 0 ? min(wanted, most) : most, limits: exchange.limits)
        let welcome = WireWelcome.with {
            $0.sessionID = session.id.description
            $0.buyerID = session.buyer
            $0.campaignIds = (hello.campaignIds.isEmpty ? own : session.campaigns).sorted()
            $0.maxInFlight = Int32(session.inFlightMax)
        }
        try? session.send(.with { $0.welcome = welcome })
        guard exchange.sessions.add(session) else { throw tooManyStreams }
        return session
    }

    private var tooManyStreams: RPCError {
        RPCError(
            .resourceExhausted, "A buyer has at most \(exchange.limits.streamsPerBuyer) streams.")
    }

    private func ended(_ session: BuyerSession, at now: MonotonicTime) {
        session.end()
        exchange.sessions.remove(session)
        for auction in exchange.auctions.open {
            auction.streamEnded(session, others: exchange.sessions, at: now)
        }
        exchange.awards.streamEnded(session)
    }
}
