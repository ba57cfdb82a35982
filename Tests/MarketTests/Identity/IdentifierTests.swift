import Market
import Testing

@Suite struct IdentifierTests {
    @Test func textGoesThereAndBack() {
        var random = SplitMix(seed: 1)
        for _ in 0..<1000 {
            let identifier = Identifier(high: random.next(), low: random.next())
            let text = identifier.description
            #expect(text.utf8.count == 36)
            #expect(Identifier(text) == identifier)
            #expect(Identifier(text.uppercased()) == identifier)
            #expect(Identifier(bytes: identifier.bytes) == identifier)
        }
    }

    @Test(arguments: [
        "", "0", "00000000-0000-0000-0000-00000000000", "00000000-0000-0000-0000-0000000000000",
        "00000000x0000-0000-0000-000000000000", "g0000000-0000-0000-0000-000000000000",
        "{00000000-0000-0000-0000-000000000000}", "00000000-0000-0000-00000000-00000000",
        "000000000000-0000-0000-0000-00000000",
    ])
    func malformedTextIsRefused(_ text: String) {
        #expect(Identifier(text) == nil)
    }

    /// RFC 9562, appendix A.6.
    @Test func version7MatchesTheStandardsExample() {
        let identifier = Identifier.version7(
            milliseconds: 0x017F_22E2_79B0, randomHigh: 0xCC3, randomLow: 0x18C4_DC0C_0C07_398F)
        #expect(identifier.description == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f")
        #expect(identifier.version == 7)
        #expect(identifier.milliseconds == 0x017F_22E2_79B0)
    }

    @Test func version7SortsByTime() {
        let early = Identifier.version7(milliseconds: 1, randomHigh: .max, randomLow: .max)
        let late = Identifier.version7(milliseconds: 2, randomHigh: 0, randomLow: 0)
        #expect(early < late)
    }

    @Test func derivedIdsAreStableForEver() {
        // Stored rows carry these: a change here breaks every database.
        let sale = SaleID.of(lead: TestMarket.lead, slot: 0, attempt: 0)
        #expect(sale.description == Golden.sale)
        #expect(CampaignID.named("acme", tenant: TestMarket.tenant).description == Golden.campaign)
        let posting = PostingID.of(sale: sale, kind: .sale, revision: 0)
        #expect(posting.description == Golden.posting)
        #expect(sale.value.version == 8)
    }

    @Test func derivedIdsDiffer() {
        var seen: Set<Identifier> = []
        for slot in 0..<10 {
            for attempt in 0..<100 {
                seen.insert(SaleID.of(lead: TestMarket.lead, slot: slot, attempt: attempt).value)
            }
        }
        for index in 0..<1000 {
            seen.insert(CampaignID.named("c\(index)", tenant: TestMarket.tenant).value)
            seen.insert(BuyerID.named("c\(index)", tenant: TestMarket.tenant).value)
        }
        #expect(seen.count == 3000)
    }

    private enum Golden {
        static let sale = "3eb630fa-6ef8-8774-9816-1babe7dbec71"
        static let campaign = "dd72db21-353e-8b79-a6d3-7b73e6933ff1"
        static let posting = "44be21b3-7c29-8472-8d6b-e2889289059f"
    }
}
