import Market
import Testing

@Suite struct MarginTests {
    /// LeadByte takes its per cent of the bid, boberdoo of the cost (FEATURES F10).
    @Test func theBaseIsSaid() throws {
        let hundred = TestMarket.usd("100.00")
        #expect(
            try Margin.ofPrice(basisPoints: 1500).payout(ofPrice: hundred)
                == TestMarket.usd("85.00"))
        #expect(
            try Margin.ofPayout(basisPoints: 1500).payout(ofPrice: TestMarket.usd("115.00"))
                == hundred)
        #expect(
            try Margin.fixed(TestMarket.usd("3.50")).payout(ofPrice: hundred)
                == TestMarket.usd("96.50"))
    }

    /// LeadByte's example: bid 80, 15 %, stop at 68 (FEATURES F20).
    @Test func netIsFlooredToTheCent() throws {
        let margin = Margin.ofPrice(basisPoints: 1500)
        #expect(try margin.payout(ofPrice: TestMarket.usd("80.00")) == TestMarket.usd("68.00"))
        #expect(try margin.payout(ofPrice: TestMarket.usd("0.99")) == TestMarket.usd("0.84"))
    }

    @Test func theFloorIsTheSmallestPriceThatPays() throws {
        var random = SplitMix(seed: 4)
        for _ in 0..<2000 {
            let payout = try Money(minorUnits: random.number(0...100_000), currency: .usd)
            let margin: Margin =
                switch random.index(3) {
                case 0: .fixed(try Money(minorUnits: random.number(0...5000), currency: .usd))
                case 1: .ofPrice(basisPoints: random.number(0...9999))
                default: .ofPayout(basisPoints: random.number(0...9999))
                }
            let floor = try margin.price(forPayout: payout)
            #expect(floor.isWholeMinorUnits)
            #expect(try margin.payout(ofPrice: floor).micros >= payout.micros)
            let below = Money(micros: floor.micros - 10_000, currency: .usd)
            #expect(
                try margin.payout(ofPrice: below).micros < payout.micros,
                "\(margin) for \(payout)")
        }
    }

    @Test func aMarginOfEverythingHasNoFloor() {
        #expect(throws: MoneyError.overflow) {
            try Margin.ofPrice(basisPoints: 10_000).price(forPayout: TestMarket.usd("1.00"))
        }
    }
}
