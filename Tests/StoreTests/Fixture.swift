import Glibc
import Market
import Store

/// Makes leads, sales and steps that are like real ones in all that the store looks at.
struct Fixture: Sendable {
    let tenant: TenantID
    static let currency = Currency(code: "USD")!

    /// The tenant of this number: tests have two.
    init(_ number: UInt64 = 1) {
        tenant = TenantID(Identifier(high: 0x018F_0000_0000_7000 | number, low: 1 << 63))
    }

    static func id() -> Identifier {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return .version7(
            milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000,
            randomHigh: .random(in: 0...UInt64.max), randomLow: .random(in: 0...UInt64.max))
    }

    static func nowMicros() -> Int64 { id().milliseconds! * 1000 }

    func lead(
        _ key: String? = nil, id: Identifier = Fixture.id(), hash: UInt8 = 1,
        ending: LeadEnding? = nil, maxSold: Int = 1, test: Bool = false,
        sealed: SealedLead? = nil
    ) -> NewLead {
        NewLead(
            tenant: tenant, lead: LeadID(id), seller: "acme", channel: "web",
            idempotencyKey: key, requestHash: [hash], marketVersion: 3, ending: ending,
            facts: [1, 2, 3], context: [4, 5], maxSold: maxSold, test: test, sub1: "s1",
            sealed: sealed, entry: [9])
    }

    func stored(_ store: Store, maxSold: Int = 1, test: Bool = false) async throws -> LeadID {
        let lead = lead(maxSold: maxSold, test: test)
        _ = try await store.capture(lead)
        return lead.lead
    }

    static func split(_ price: Int64 = 12) throws -> PriceSplit {
        try PriceSplit(
            price: Money(micros: price * 1_000_000, currency: currency),
            payout: Money(micros: (price - 2) * 1_000_000, currency: currency))
    }

    func sale(
        _ lead: LeadID, slot: Int = 0, attempt: Int = 0, buyer: String = "solar",
        campaign: String = "solar-ca", epoch: Int32 = 1, maxSold: Int = 1, price: Int64 = 12,
        caps: [CapClaim] = [], decision: StoredDecision? = nil
    ) throws -> NewSale {
        NewSale(
            tenant: tenant, lead: lead, epoch: epoch,
            sale: .of(lead: lead, slot: slot, attempt: attempt), slot: slot, buyer: buyer,
            campaign: campaign, split: try Self.split(price), maxSold: maxSold,
            bidReference: "bid", caps: caps, award: [7, 7], score: 8, decision: decision,
            entry: [10])
    }

    func posting(_ sale: SaleID, price: Int64 = 12) throws -> NewPosting {
        let split = try Self.split(price)
        return NewPosting(
            id: .of(sale: sale, kind: .sale, revision: 0), kind: .sale,
            lines: [
                (LedgerAccounts.receivable("solar"), split.price.micros),
                (LedgerAccounts.payable("acme"), -split.payout.micros),
                (LedgerAccounts.margin, -split.margin.micros),
            ])
    }

    func confirm(
        _ sale: NewSale, epoch: Int32? = 1, ending: LeadEnding? = nil, price: Int64 = 12
    ) throws -> LeadStep {
        let posting = try posting(sale.sale, price: price)
        return step(
            sale.lead, epoch: epoch,
            SaleMove(sale.sale, .confirm(reference: "b-1", posting: posting)), ending: ending)
    }

    func step(
        _ lead: LeadID, epoch: Int32? = 1, _ sale: SaleMove? = nil, ending: LeadEnding? = nil
    ) -> LeadStep {
        LeadStep(tenant: tenant, lead: lead, epoch: epoch, entry: [11], sale: sale, ending: ending)
    }

    static let sold = LeadEnding(.sold, reply: [1, 0, 255])
    static let unsold = LeadEnding(.unsold, reply: [2])

    static func cap(_ limit: Int64, _ cap: String = "day") -> CapClaim {
        CapClaim(cap: cap, window: "2026-11-22", limit: limit)
    }
}

extension NewLead {
    var id: LeadID { lead }
}
