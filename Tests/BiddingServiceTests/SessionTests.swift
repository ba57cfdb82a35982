import GRPC
import LeadlineAPI
import Market
import ServiceHost
import Testing

@testable import BiddingService

/// A buyer's stream: its queue, its end, and how several share the work.
@Suite struct SessionTests {
    let tenant = TenantID(Identifier(high: 1, low: 1))

    func session(_ limits: BiddingLimits = .standard, campaigns: Set<String> = []) -> BuyerSession {
        BuyerSession(
            id: Identifier(high: 2, low: 2),
            caller: Caller(tenant: tenant, role: .buyer, party: "acorn"), campaigns: campaigns,
            inFlightMax: 100, limits: limits)
    }

    @Test func messagesComeOutInTheirOrder() async throws {
        let session = session()
        for nonce in 1...3 { try session.send(.with { $0.heartbeat.nonce = Int64(nonce) }) }
        let messages = try #require(await session.nextMessages())
        #expect(messages.map(\.heartbeat.nonce) == [1, 2, 3])
    }

    @Test func aWaitingWriterIsWoken() async throws {
        let session = session()
        async let waiting = session.nextMessages()
        try session.send(.with { $0.heartbeat.nonce = 7 })
        #expect(await waiting?.map(\.heartbeat.nonce) == [7])
    }

    @Test func theEndWakesTheWriterAndRefusesMore() async {
        let session = session()
        session.end()
        #expect(await session.nextMessages() == nil)
        #expect(throws: BuyerSession.Refusal.ended) { try session.send(WireOutgoingMessage()) }
    }

    @Test func aStreamWhoseKeyIsRevokedEndsAndSaysSo() async {
        let (mine, other) = (session(), session())
        let sessions = BuyerSessions(limits: .standard)
        #expect(sessions.add(mine) && sessions.add(other))
        let revoked = RPCError(.unauthenticated, "revoked")
        KeyRounds(sessions: sessions, refusal: { _ in nil }).round()
        #expect(mine.ending.code == .unavailable)
        KeyRounds(sessions: sessions, refusal: { _ in revoked }).round()
        #expect(await mine.nextMessages() == nil)
        #expect(mine.ending.code == .unauthenticated && other.ending.code == .unauthenticated)
        mine.end()
        #expect(mine.ending.code == .unauthenticated)
    }

    @Test func aReaderThatIsTooSlowIsTold() throws {
        var limits = BiddingLimits.standard
        limits.queuedMessages = 2
        let session = session(limits)
        try session.send(WireOutgoingMessage())
        try session.send(WireOutgoingMessage())
        #expect(throws: BuyerSession.Refusal.queueFull) { try session.send(WireOutgoingMessage()) }
        #expect(throws: BuyerSession.Refusal.ended) { try session.send(WireOutgoingMessage()) }
        #expect(session.ending.code == .resourceExhausted)
    }

    @Test func whatWaitsWhenAStreamEndsIsDropped() async throws {
        let session = session()
        try session.send(.with { $0.notice = .init([1]) })
        session.end()
        #expect(await session.nextMessages() == nil)
    }

    @Test func whoWaitsForTheEndIsWoken() async {
        let session = session()
        let end = Task.immediate { await session.untilEnded() }
        session.end()
        await end.value
        await session.untilEnded()
    }

    @Test func someMistakesAreForgiven() {
        var limits = BiddingLimits.standard
        limits.mistakes = 3
        let session = session(limits)
        let forgiven = (1...5).map { _ in session.mistake(.bInvalid, "no") }
        #expect(forgiven == [true, true, true, false, false])
    }

    @Test func streamsOfOneBuyerTakeTurns() {
        let sessions = BuyerSessions(limits: .standard)
        let first = session()
        let second = session()
        let third = session(campaigns: ["trucks"])
        for session in [first, second, third] { #expect(sessions.add(session)) }
        let asked = (0..<4).map { _ in
            sessions.session(tenant, buyer: "acorn", campaign: "cars")
        }
        #expect(asked.filter { $0 === first }.count == 2)
        #expect(asked.filter { $0 === second }.count == 2)
    }

    @Test func anEndedStreamHasNoTurn() {
        let sessions = BuyerSessions(limits: .standard)
        let (first, second) = (session(), session())
        for session in [first, second] { #expect(sessions.add(session)) }
        first.end()
        for _ in 0..<3 {
            let asked = sessions.session(tenant, buyer: "acorn", campaign: "cars")
            #expect(asked === second)
        }
        second.end()
        #expect(sessions.session(tenant, buyer: "acorn", campaign: "cars") == nil)
    }

    @Test func streamsArePerTenant() {
        let sessions = BuyerSessions(limits: .standard)
        #expect(sessions.add(session()))
        let other = TenantID(Identifier(high: 9, low: 9))
        #expect(sessions.session(other, buyer: "acorn", campaign: "cars") == nil)
    }

    @Test func aBuyerHasSoManyStreamsAndNoMore() {
        var limits = BiddingLimits.standard
        limits.streamsPerBuyer = 2
        let sessions = BuyerSessions(limits: limits)
        #expect((0..<3).map { _ in sessions.add(session()) } == [true, true, false])
    }

    @Test func whoIsStillToSayHelloTakesAPlace() {
        var limits = BiddingLimits.standard
        limits.streamsPerBuyer = 2
        let sessions = BuyerSessions(limits: limits)
        let buyer = BuyerSessions.BuyerKey(tenant: tenant, buyer: "acorn")
        #expect(sessions.expect(buyer))
        #expect(sessions.add(session()))
        #expect(!sessions.add(session()))
        #expect(!sessions.expect(buyer))
        sessions.expectNoLonger(buyer)
        #expect(sessions.add(session()))
    }
}
