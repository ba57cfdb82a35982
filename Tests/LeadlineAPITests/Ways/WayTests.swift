import LeadlineAPI
import Market
import SwiftProtobuf
import Testing

/// One lead's way over the wire: assessed, auctioned, awarded, recorded and replayed.
@Suite struct WayTests {
    static let start: Int64 = 1_760_000_000_000_000
    let market: Snapshot
    let lead = LeadID(Identifier(high: 0x0190_0000_0000_7000, low: 0x8000_0000_0000_0001))

    init() throws {
        market = try TestMarket.snapshot()
    }

    private var tenant: TenantID { TestMarket.tenant }

    private func facts() -> LeadFacts {
        var facts = LeadFacts(
            lead: lead, channel: .named("forms-web", tenant: tenant),
            fields: ["state": .text("CA")], receivedAtMicros: Self.start,
            nowMicros: Self.start + 5)
        facts.sealedFields = ["phone"]
        facts.medium = "ppc"
        facts.alreadySold = 2
        return facts
    }

    @Test func factsComeBack() throws {
        let wire = facts().wire(in: market)
        #expect(wire.sellerID == "forms")
        #expect(try LeadFacts(wire: wire, tenant: tenant, nowMicros: Self.start + 5) == facts())
        var broken = wire
        broken.leadID = "7"
        #expect(throws: WireError(.malformed, "lead_id", "must be a UUID")) {
            try LeadFacts(wire: broken, tenant: tenant, nowMicros: 0)
        }
        broken = wire
        broken.clearReceivedAt()
        #expect(throws: WireError.missing("received_at")) {
            try LeadFacts(wire: broken, tenant: tenant, nowMicros: 0)
        }
        broken = wire
        broken.fields[0].value = WireFieldValue()
        #expect(throws: WireError.missing("fields[0].value.kind")) {
            try LeadFacts(wire: broken, tenant: tenant, nowMicros: 0)
        }
    }

    @Test func assessmentsComeBack() throws {
        let assessment = try market.assess(facts())
        let wire = assessment.wire(in: market)
        #expect(wire.score == 5)
        #expect(wire.contributions.map(\.criterionID) == ["west"])
        #expect(wire.candidates.map(\.campaignID) == ["acme-live", "bolt-fixed"])
        #expect(wire.candidates.map(\.groupID) == ["auction", "rest"])
        // A submission says all there is to know, so what it doesn't say fails.
        #expect(wire.candidates.map(\.eligible) == [false, true])
        #expect(wire.candidates[0].reasons.map(\.subjectID) == ["adult"])
        #expect(try AssessmentFacts(wire: wire, tenant: tenant) == AssessmentFacts(assessment))
        for sent in wire.candidates {
            let again = try CandidateVerdict(wire: sent, tenant: tenant)
            #expect(again.wire(in: market) == sent)
        }
        var broken = wire
        broken.candidates[1].eligible = false
        #expect(throws: WireError.missing("candidates[1].reasons")) {
            try AssessmentFacts(wire: broken, tenant: tenant)
        }
    }

    static let outcomes: [BidOutcome] = [
        .bid(
            Bid(
                price: Money(micros: 9_000_000, currency: .usd), reference: "r", maxSold: 1,
                expiresAtMicros: start + 9, display: "Acme")),
        .noBid(code: "full"), .timeout, .late(price: nil),
        .late(price: Money(micros: 1, currency: .usd)),
        .invalid(message: "too much", price: nil), .transport,
    ]

    @Test(arguments: outcomes) func bidResultsComeBack(_ outcome: BidOutcome) throws {
        let response = BidResponse(
            .named("acme-live", tenant: tenant), outcome, latencyMicros: 1234)
        #expect(try BidResponse(wire: response.wire(in: market), tenant: tenant) == response)
    }

    @Test(arguments: outcomes) func auctionsAreJournaled(_ outcome: BidOutcome) throws {
        let live = CampaignID.named("acme-live", tenant: tenant)
        let response = BidResponse(live, outcome, latencyMicros: 1234)
        var saga = LeadSaga()
        let start = SagaStart(
            lead: lead, channel: .named("forms-web", tenant: tenant), seed: 7, minPayout: nil,
            deadlineMicros: Self.start + 30_000_000, generation: 1)
        let assessed = AssessmentFacts(
            marketVersion: 3, score: 5, rejections: [], survivors: [live])
        let closed = AuctionClosed(
            ping: .of(lead: lead, round: 0, generation: 1), responses: [response],
            buyerWaitMicros: 950)
        for event in [.started(start), .assessed(assessed), SagaEvent.auctionClosed(closed)] {
            _ = try saga.step(event, atMicros: Self.start, market: market)
        }
        let round = try #require(saga.rounds.last)

        var entry = EncodedJournalEntry()
        entry.add(round, buyerWaitMicros: 950, atMicros: Self.start, in: market)
        let expected = WireJournalEntry.with { entry in
            var event = WireEvent()
            event.at = .init(microseconds: Self.start)
            event.auctioned.groupID = "auction"
            event.auctioned.pingID = closed.ping.wire
            event.auctioned.buyerWaitUs = 950
            event.auctioned.bids = [
                .with {
                    $0.buyerID = "acme"
                    $0.result = response.wire(in: market)
                    if let ranked = round.ranking?.bids.first {
                        $0.payout = ranked.split.payout.wire
                        $0.rank = 1
                    }
                    if let refused = round.ranking?.refused.first {
                        $0.reason = refused.reason.wire
                    }
                }
            ]
            entry.events = [event]
        }
        #expect(entry.bytes == (try expected.serializedBytes()))
        let ranked = expected.events[0].auctioned.bids[0]
        #expect(ranked.hasReason != (ranked.rank == 1))
    }

    static let answers: [BuyerAnswer] = [
        .accepted(reference: "A-1"), .rejected(code: "dup"), .duplicate,
        .counter(Money(micros: 5_000_000, currency: .usd)), .counter(nil), .error(code: "500"),
    ]

    @Test(arguments: answers) func answersComeBack(_ answer: BuyerAnswer) throws {
        let wire = answer.wire(sale: .of(lead: lead, slot: 0, attempt: 0))
        #expect(try BuyerAnswer(wire: wire) == answer)
    }

    @Test func bidsAreChecked() throws {
        var wire = WireBid()
        #expect(throws: WireError.missing("price")) { try Bid(wire: wire, nowMicros: 0) }
        wire.price = TestMarket.money("9.00")
        wire.ttl = Google_Protobuf_Duration(milliseconds: 1500)
        let bid = try Bid(wire: wire, nowMicros: 100)
        #expect(bid.maxSold == 1 && bid.expiresAtMicros == 1_500_100)
        for spoil: (inout WireBid) -> Void in [
            { $0.price.micros = 0 }, { $0.price.micros = 9_001_000 },
            { $0.bidRef = String(repeating: "x", count: 129) }, { $0.maxSold = -1 },
            { $0.buyerDisplay = String(repeating: "x", count: 201) }, { $0.bidRef = "A\0" },
            { $0.ttl.seconds = -3 },
        ] {
            var broken = wire
            spoil(&broken)
            #expect(throws: WireError.self) { try Bid(wire: broken, nowMicros: 0) }
        }
        var ack = WireAwardAck()
        #expect(throws: WireError.self) { try BuyerAnswer(wire: ack) }
        ack.answer = .rejected
        ack.code = String(repeating: "x", count: 65)
        #expect(throws: WireError.self) { try BuyerAnswer(heard: ack) }
    }
}
