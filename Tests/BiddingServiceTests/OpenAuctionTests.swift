import Foundation
import LeadlineAPI
import Market
import Reactor
import ServiceHost
import Testing

@testable import BiddingService

/// One auction, driven without I/O.
@Suite struct OpenAuctionTests {
    let tenant = TenantID(Identifier(high: 1, low: 1))
    let sessions = BuyerSessions(limits: .standard)

    @discardableResult
    func session(_ buyer: String, campaigns: Set<String> = []) -> BuyerSession {
        let session = BuyerSession(
            id: Identifier(high: 2, low: 2),
            caller: Caller(tenant: tenant, role: .buyer, party: buyer), campaigns: campaigns,
            inFlightMax: 4, limits: .standard)
        #expect(sessions.add(session))
        return session
    }

    func auction(_ buyers: String..., ping name: String = "ping") throws -> OpenAuction {
        let currency = try #require(Currency(code: "USD"))
        let auction = OpenAuction(
            ping: PingID(named: name), lead: LeadID(named: "lead"), tenant: tenant,
            currency: currency, openedAt: time(0),
            candidates: buyers.map {
                .init(
                    campaign: "\($0)-cars", buyer: $0,
                    ceiling: Money(micros: 50_000_000, currency: currency))
            })
        for (place, buyer) in buyers.enumerated() {
            let ping = WirePing.with { $0.campaignID = "\(buyer)-cars" }
            auction.ask(place, ping.directData(), through: sessions, at: time(0))
        }
        return auction
    }

    func time(_ milliseconds: Int64) -> MonotonicTime {
        MonotonicTime(microseconds: milliseconds * 1_000)
    }

    func bid(_ buyer: String, micros: Int64 = 20_000_000, currency: String = "USD") -> WireBid {
        .with {
            $0.pingID = PingID(named: "ping").description
            $0.campaignID = "\(buyer)-cars"
            $0.price.micros = micros
            $0.price.currency = currency
        }
    }

    @Test func everyCandidateHasOneResultInTheOrderOfTheRequest() async throws {
        let acorn = session("acorn")
        let birch = session("birch")
        let auction = try auction("acorn", "birch", "cedar")
        let noBid = WireNoBid.with {
            $0.campaignID = "acorn-cars"
            $0.code = "FULL"
        }
        _ = auction.receive(bid("birch"), from: birch, at: time(3), wallMicros: 0)
        _ = auction.receive(noBid, from: acorn, at: time(5))
        await auction.untilClosed()
        let results = auction.reply().results
        #expect(results.map(\.campaignID) == ["acorn-cars", "birch-cars", "cedar-cars"])
        #expect(results.map(\.outcome) == [.noBid, .bid, .transport])
        #expect(results[0].partyCode == "FULL")
        #expect(results[1].latencyUs == 3_000)
        #expect(auction.reply().buyerWaitUs == 5_000)
    }

    @Test func silenceIsATimeoutAndWhatComesAfterwardsIsLate() async throws {
        let acorn = session("acorn")
        let auction = try auction("acorn")
        auction.close(at: time(100))
        await auction.untilClosed()
        #expect(auction.reply().results[0].outcome == .timeout)
        guard case .late = auction.receive(bid("acorn"), from: acorn, at: time(101), wallMicros: 0)
        else { return _ = Issue.record("a bid after the close isn't late") }
        #expect(auction.reply().results[0].outcome == .timeout)
    }

    @Test func ofAClosedAuctionOnlyTheSilentAreRemembered() throws {
        let acorn = session("acorn")
        let birch = session("birch")
        let auctions = Auctions(limits: .standard)
        let auction = try auction("acorn", "birch")
        #expect(auctions.open(auction))
        _ = auctions.receive(bid("acorn"), from: acorn, at: time(1), wallMicros: 0)
        auction.close(at: time(100))
        auctions.close(auction, at: time(100))
        #expect(auctions.open.isEmpty)
        #expect(auction.closed.silent.map(\.buyer) == ["birch"])
        #expect(!auctions.open(auction), "its name is free while it is remembered")

        let late = auctions.receive(bid("birch"), from: birch, at: time(101), wallMicros: 0)
        guard case .late(let answer) = late else { return _ = Issue.record("it isn't late") }
        #expect(answer.lead == LeadID(named: "lead"))
        #expect(answer.micros == 101_000)
        let again = auctions.receive(bid("acorn"), from: acorn, at: time(102), wallMicros: 0)
        guard case .unasked = again else { return _ = Issue.record("it answered before") }

        let next = time(100) + BiddingLimits.standard.memory + .milliseconds(1)
        auctions.close(try self.auction("cedar", ping: "other"), at: next)
        #expect(auctions.open(auction), "its name is taken long after")
    }

    @Test func aSecondAnswerChangesNothing() throws {
        let acorn = session("acorn")
        session("birch")
        let auction = try auction("acorn", "birch")
        _ = auction.receive(bid("acorn"), from: acorn, at: time(1), wallMicros: 0)
        let second = auction.receive(
            bid("acorn", micros: 30_000_000), from: acorn, at: time(2), wallMicros: 0)
        guard case .unasked = second else { return _ = Issue.record("it was taken") }
        #expect(auction.reply().results[0].price.micros == 20_000_000)
    }

    @Test func nobodyBidsForAnother() throws {
        session("acorn")
        let birch = session("birch")
        let auction = try auction("acorn")
        let foreign = auction.receive(bid("acorn"), from: birch, at: time(1), wallMicros: 0)
        guard case .unasked = foreign else { return _ = Issue.record("it was taken") }
    }

    @Test func aBrokenStreamIsReplacedByAnotherOfTheSameBuyer() async throws {
        let first = session("acorn")
        let auction = try auction("acorn")
        let second = session("acorn")
        sessions.remove(first)
        auction.streamEnded(first, others: sessions, at: time(1))
        _ = auction.receive(bid("acorn"), from: second, at: time(2), wallMicros: 0)
        await auction.untilClosed()
        #expect(auction.reply().results[0].outcome == .bid)
    }

    @Test func aBrokenStreamWithoutAnotherIsTransport() async throws {
        let only = session("acorn")
        let auction = try auction("acorn")
        sessions.remove(only)
        auction.streamEnded(only, others: sessions, at: time(1))
        await auction.untilClosed()
        #expect(auction.reply().results[0].outcome == .transport)
    }

    @Test func aBuyerIsAskedNoMoreThanItWants() throws {
        let acorn = session("acorn")
        for _ in 0..<4 { try acorn.offer(Data(), for: "acorn") }
        #expect(throws: BuyerSession.Refusal.inFlight) { try acorn.offer(Data(), for: "acorn") }
        acorn.pingSettled()
        try acorn.offer(Data(), for: "acorn")
    }

    @Test func whoIsRefusedSettlesNothingOfTheOthers() throws {
        let acorn = session("acorn")
        // As many as its stream takes; nobody answers.
        let open = try (1...4).map { try auction("acorn", ping: "open-\($0)") }
        for number in 1...3 {
            let refused = try auction("acorn", ping: "refused-\(number)")
            #expect(refused.reply().results[0].outcome == .transport)
        }
        acorn.setCapacity("acorn-cars", 0)
        #expect(try auction("acorn", ping: "full").reply().results[0].outcome == .transport)
        acorn.setCapacity("acorn-cars", 9)
        _ = open[0].receive(bid("acorn"), from: acorn, at: time(1), wallMicros: 0)
        #expect(try auction("acorn", ping: "next").reply().results[0].outcome == .timeout)
        #expect(try auction("acorn", ping: "last").reply().results[0].outcome == .transport)
    }

    @Test func aStreamThatHasEndedIsNotAsked() async throws {
        let first = session("acorn")
        let second = session("acorn")
        first.end()
        for number in 1...3 {
            let auction = try auction("acorn", ping: "ping-\(number)")
            _ = auction.receive(bid("acorn"), from: second, at: time(1), wallMicros: 0)
            #expect(auction.reply().results[0].outcome == .bid)
        }
        second.end()
        #expect(try auction("acorn").reply().results[0].outcome == .transport)
    }

    @Test func aCampaignWithoutCapacityIsNotAsked() throws {
        let acorn = session("acorn")
        acorn.setCapacity("acorn-cars", 0)
        let auction = try auction("acorn")
        let result = auction.reply().results[0]
        #expect(result.outcome == .noBid)
        #expect(result.partyCode == "NO_CAPACITY")
    }

    @Test(
        arguments: [
            (-1, "USD", "more than 0"), (0, "USD", "more than 0"),
            (1_234_567, "USD", "minor units"),
            (60_000_000, "USD", "maximum"), (20_000_000, "EUR", "USD"),
            (Int64.max, "USD", "minor units"),
        ] as [(Int64, String, String)])
    func aBidThatBreaksARuleIsInvalidAndSaysWhy(
        micros: Int64, currency: String, part: String
    ) throws {
        let acorn = session("acorn")
        let auction = try auction("acorn")
        let wrong = bid("acorn", micros: micros, currency: currency)
        let answer = auction.receive(wrong, from: acorn, at: time(1), wallMicros: 0)
        guard case .invalid(let why) = answer else { return _ = Issue.record("it was taken") }
        #expect(why.contains(part))
        #expect(auction.reply().results[0].outcome == .invalid)
    }
}
