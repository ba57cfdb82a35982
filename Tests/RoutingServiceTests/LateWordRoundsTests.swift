import LeadlineAPI
import Market
import Store
import SwiftProtobuf
import Testing

@testable import RoutingService

@Suite struct LateWordRoundsTests {
    private static func word(
        _ kind: InboxKind, _ body: [UInt8], of lead: LeadID, sale: SaleID? = nil,
        _ bench: RoutingBench
    ) -> InboxItem {
        InboxItem(
            tenant: bench.tenant, id: bench.context.ids.next(), lead: lead, sale: sale,
            buyer: "north", kind: kind, body: body)
    }

    private static func settle(_ bench: RoutingBench) async throws {
        try await LateWordRounds(store: bench.store, runs: bench.runs, context: bench.context)
            .settleAll(of: bench.tenant)
    }

    @Test func aWordThatCannotBeReadHoldsUpNoOtherAndIsForgotten() async throws {
        try await RoutingBench.run { bench in
            let lead = try await bench.stored()
            let broken = Self.word(.lateBid, [0xFF], of: lead.id, bench)
            try await bench.store.append(broken)
            let bid = WireBidResult.with { $0.campaignID = "north-auto" }
            try await bench.store.append(
                Self.word(.lateBid, try bid.serializedBytes(), of: lead.id, bench))
            try await Self.settle(bench)
            #expect(try await bench.store.inbox(tenant: bench.tenant).isEmpty)
            #expect(try await bench.history(of: lead) == [.lateBid(bid)])
            let errors = bench.log.lines(.error)
            #expect(errors.map { $0.metadata["word"] } == ["\(broken.id)"])
        }
    }

    /// The saga that owns the sale asks its buyer again.
    @Test func anAnswerThatCannotBeReadSettlesNothing() async throws {
        try await RoutingBench.run { bench in
            let lead = try await bench.stored()
            let usd = try #require(Currency(code: "USD"))
            let price = Money(micros: 12_000_000, currency: usd)
            let sale = SaleID.of(lead: lead.id, slot: 0, attempt: 0)
            let outcome = try await bench.store.award(
                NewSale(
                    tenant: bench.tenant, lead: lead.id, epoch: 1, sale: sale, slot: 0,
                    buyer: "north", campaign: "north-auto",
                    split: try PriceSplit(price: price, payout: price), maxSold: 1,
                    bidReference: "", caps: [], award: [], score: 0, entry: []))
            #expect(outcome == .granted)
            let unknown = WireAwardAck.with { $0.answer = .unspecified }
            try await bench.store.append(
                Self.word(
                    .lateAnswer, try unknown.serializedBytes(), of: lead.id, sale: sale, bench))
            try await Self.settle(bench)
            #expect(try await bench.store.inbox(tenant: bench.tenant).isEmpty)
            let sales = try await bench.store.sales(tenant: bench.tenant, lead: lead.id)
            #expect(sales.map(\.state) == [.awarded])
            #expect(bench.log.lines(.error).map { $0.metadata["sale"] } == ["\(sale)"])
        }
    }
}
