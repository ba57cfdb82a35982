import LeadlineAPI
import Market
import SwiftProtobuf
import Testing

/// A decision's record goes to the store and comes back, and replays to the same decision.
@Suite struct RecordTests {
    static let start: Int64 = 1_760_000_000_000_000
    let market: Snapshot
    let lead = LeadID(Identifier(high: 0x0190_0000_0000_7000, low: 0x8000_0000_0000_0002))

    init() throws {
        market = try TestMarket.snapshot()
    }

    private var live: CampaignID { .named("acme-live", tenant: TestMarket.tenant) }
    private var sagaStart: SagaStart {
        SagaStart(
            lead: lead, channel: .named("forms-web", tenant: TestMarket.tenant), seed: 0xFEED,
            minPayout: Money(micros: 5_000_000, currency: .usd),
            deadlineMicros: Self.start + 30_000_000, generation: 2)
    }

    private var assessed: AssessmentFacts {
        AssessmentFacts(
            marketVersion: 3, score: 5, rejections: [],
            survivors: [live, .named("bolt-fixed", tenant: TestMarket.tenant)],
            exhausted: [CampaignRefusal(live, Reason(.capSold, .subject("daily")))],
            lastServed: [LastServed(live, atMicros: Self.start - 7)],
            ineligible: [ReasonCount(.filter, 2)])
    }

    private func facts() -> WireLeadFacts {
        LeadFacts(
            lead: lead, channel: sagaStart.channel, fields: ["state": .text("CA")],
            receivedAtMicros: Self.start, nowMicros: Self.start
        ).wire(in: market)
    }

    /// Runs events through the reducer, and gives what was recorded.
    private func record(_ events: [SagaEvent]) throws -> DecisionRecord {
        var saga = LeadSaga()
        var steps: [DecisionStep] = []
        for (index, event) in events.enumerated() {
            let at = Self.start + Int64(index) * 1000
            _ = try saga.step(event, atMicros: at, market: market)
            steps.append(DecisionStep(atMicros: at, event))
        }
        return DecisionRecord(saga, steps: steps)
    }

    private func wire(_ record: DecisionRecord) throws -> WireDecisionRecord {
        let facts = facts()
        let head = DecisionRecord.Head(
            lead: facts.leadID, channel: facts.channelID, seed: sagaStart.seed)
        let bytes = record.partBytes(head, in: market)
        let wire = try WireDecisionRecord(serializedBytes: bytes)
        #expect(wire.lead.leadID == facts.leadID && wire.seed == sagaStart.seed)
        // Protobuf leaves out what is empty; a part says so.
        let emptyTieBreak: [UInt8] = wire.tieBreak.isEmpty ? [7 << 3 | 2, 0] : []
        #expect(bytes == (try wire.serializedBytes()) + emptyTieBreak)
        return wire
    }

    private func throughTheStore(_ record: DecisionRecord) throws -> DecisionRecord {
        try DecisionRecord(wire: wire(record), tenant: TestMarket.tenant)
    }

    @Test func aSoldLeadsRecordComesBackAndReplays() throws {
        let sale = SaleID.of(lead: lead, slot: 0, attempt: 0)
        let record = try record([
            .started(sagaStart), .assessed(assessed), .awardGranted(sale), .silence(sale),
            .deadlinePassed, .answered(sale, .accepted(reference: "B-7")),
        ])
        let again = try throughTheStore(record)
        #expect(again == record)
        #expect(try again.replay(in: market).agrees)
        #expect(again.chosen == [.named("bolt-fixed", tenant: TestMarket.tenant)])
    }

    @Test func anAuctionsRecordComesBack() throws {
        let ping = PingID.of(lead: lead, round: 0, generation: 2)
        let bid = Bid(price: Money(micros: 20_000_000, currency: .usd), reference: "q")
        let facts = AssessmentFacts(marketVersion: 3, score: 0, rejections: [], survivors: [live])
        let record = try record([
            .started(sagaStart), .assessed(facts),
            .auctionClosed(
                AuctionClosed(
                    ping: ping, responses: [BidResponse(live, .bid(bid), latencyMicros: 900)],
                    buyerWaitMicros: 950)),
            .awardRefused(
                .of(lead: lead, slot: 0, attempt: 0), Reason(.capSold, .subject("daily"))),
        ])
        #expect(try throughTheStore(record) == record)
    }

    @Test func aResumedLeadsRecordComesBack() throws {
        let award = Award(
            sale: .of(lead: lead, slot: 0, attempt: 0), lead: lead, slot: 0, attempt: 0,
            // The sale may be older than this version of the market.
            campaign: .named("long-gone", tenant: TestMarket.tenant),
            buyer: .named("gone", tenant: TestMarket.tenant),
            seller: .named("forms", tenant: TestMarket.tenant),
            group: .named("auction", tenant: TestMarket.tenant),
            ping: .of(lead: lead, round: 0, generation: 1),
            split: try PriceSplit(
                price: Money(micros: 10_000_000, currency: .usd),
                payout: Money(micros: 8_000_000, currency: .usd)),
            reference: "ref", display: "Gone Inc.", maxSold: 1, disclosure: .onAward,
            delivery: DeliveryTerms(
                timeoutMilliseconds: 10, graceMilliseconds: 20, onSilence: .end),
            test: false)
        let record = try record([
            .resumed(
                sagaStart,
                sales: [
                    SaleFact(award: award, state: .unknown, graceUntilMicros: Self.start + 5)
                ]),
            .graceExpired(award.sale),
        ])
        #expect(try throughTheStore(record) == record)
    }

    @Test func aRejectedLeadsRecordComesBack() throws {
        let rejection = Reason(.channelInactive)
        let facts = AssessmentFacts(
            marketVersion: 3, score: 0, rejections: [rejection], survivors: [])
        let record = try record([.started(sagaStart), .assessed(facts)])
        #expect(try throughTheStore(record) == record)
    }

    @Test func brokenRecordsNameTheStep() throws {
        let record = try record([.started(sagaStart), .assessed(assessed)])
        var wire = try wire(record)
        wire.steps[1].assessment.survivors[0].campaignID = ""
        #expect(throws: WireError.missing("steps[1].assessment.survivors[0].campaign_id")) {
            try DecisionRecord(wire: wire, tenant: TestMarket.tenant)
        }
        wire.steps[1].kind = nil
        #expect(throws: WireError.missing("steps[1].kind")) {
            try DecisionRecord(wire: wire, tenant: TestMarket.tenant)
        }
    }

    @Test func anExplanationIsSent() throws {
        let sale = SaleID.of(lead: lead, slot: 0, attempt: 0)
        let record = try record([
            .started(sagaStart), .assessed(assessed), .awardGranted(sale),
            .answered(sale, .accepted(reference: "B-7")),
        ])
        let facts = try LeadFacts(
            wire: facts(), tenant: TestMarket.tenant, nowMicros: Self.start)
        let wire = WireExplainReply(
            try record.explain(facts, in: market), lead: lead, in: market)
        #expect(wire.outcome == .sold && wire.replayAgrees && wire.score == 5)
        #expect(wire.candidates.map(\.campaignID) == ["acme-live", "bolt-fixed"])
        #expect(wire.candidates[0].reasons.map(\.code) == [.eCapSold])
        #expect(wire.candidates[1].reasons.map(\.code) == [.pAccepted])
        #expect(wire.candidates[1].payout == TestMarket.money("6.40"))
    }
}
