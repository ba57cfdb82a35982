import Market
import Store
import Testing

/// Random ways of many leads at once: whatever happens, the books balance and equal the sales, and
/// the allowances say what the sales say (GUARANTEES G2, G4).
@Suite struct BooksPropertyTests {
    let fixture = Fixture()

    @Test(arguments: [1, 2, 3]) func booksAndCapsFollowTheSales(_ seed: UInt64) async throws {
        try await withStore { [self] store async throws in
            let walks = (0..<40).map { Walk(number: $0, seed: seed) }
            let results = await all(walks) { try await self.walk($0, store) }
            for result in results {
                #expect(throws: Never.self, "seed \(seed)") { try result.get() }
            }
            let books = try await store.checkBooks(tenant: fixture.tenant)
            #expect(books.allSatisfy { $0.agrees }, "seed \(seed)")
            #expect((books.first?.confirmedSales ?? 0) > 0, "seed \(seed)")
            let wrong = try await store.number(
                """
                select count(*) from allowances a full join (
                    select campaign_id, c.cap_id,
                        count(*) filter (where state = 2) as used,
                        count(*) filter (where state in (1, 4)) as held
                    from sales, unnest(cap_ids) as c (cap_id) group by 1, 2
                ) s on s.campaign_id = a.campaign_id and s.cap_id = a.cap_id
                where coalesce(a.used, 0) <> coalesce(s.used, 0)
                    or coalesce(a.held, 0) <> coalesce(s.held, 0) or a.used + a.held > 9
                """)
            #expect(wrong == 0, "seed \(seed)")
            let gaps = try await store.number(
                """
                select count(*) from leads l where revision <> (
                    select count(*) from journal j where j.lead_id = l.lead_id)
                """)
            #expect(gaps == 0, "seed \(seed)")
        }
    }

    private struct Walk: Sendable {
        let number: Int
        let seed: UInt64
    }

    private func walk(_ walk: Walk, _ store: Store) async throws {
        var random = SplitMix(state: walk.seed &* 1_000 &+ UInt64(walk.number))
        let lead = try await fixture.stored(store, maxSold: 3)
        for attempt in 0..<6 {
            let campaign = "c\(Int.random(in: 0..<5, using: &random))"
            let sale = try fixture.sale(
                lead, slot: Int.random(in: 0..<3, using: &random), attempt: attempt,
                buyer: "b\(Int.random(in: 0..<4, using: &random))", campaign: campaign,
                maxSold: 3, caps: [Fixture.cap(9), Fixture.cap(30, "month")])
            guard try await store.award(sale) == .granted else { continue }
            for move in moves(of: sale, &random) {
                let step = fixture.step(lead, move)
                _ = try await store.record(step)
                if Bool.random(using: &random) { _ = try await store.record(step) }
            }
        }
        if Bool.random(using: &random) {
            _ = try await store.record(fixture.step(lead, ending: Fixture.unsold))
        }
    }

    private func moves(of sale: NewSale, _ random: inout SplitMix) -> [SaleMove] {
        let posting = try? fixture.posting(sale.sale)
        let confirm = SaleMove(sale.sale, .confirm(reference: "r", posting: posting))
        let suspend = SaleMove(sale.sale, .suspend(graceUntilMicros: 1))
        switch Int.random(in: 0..<6, using: &random) {
        case 0: return [SaleMove(sale.sale, .decline)]
        case 1: return [suspend, SaleMove(sale.sale, .void)]
        case 2: return [suspend, confirm]
        case 3: return []
        default: return [confirm, SaleMove(sale.sale, .void)]
        }
    }
}

/// A seeded generator (SplitMix64).
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return StableHash.mix(state)
    }
}
