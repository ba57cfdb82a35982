import Market
import Testing

@Suite struct PostingTests {
    let sale = SaleID.of(lead: TestMarket.lead, slot: 0, attempt: 0)
    let buyer = BuyerID.named("acme", tenant: TestMarket.tenant)
    let seller = SellerID.named("seller", tenant: TestMarket.tenant)

    func posting(_ price: String, _ payout: String) throws -> Posting {
        let split = try PriceSplit(
            price: TestMarket.usd(price), payout: TestMarket.usd(payout))
        return try .sale(sale, buyer: buyer, seller: seller, split)
    }

    @Test func aSaleDebitsTheBuyerAndCreditsTheOthers() throws {
        let posting = try posting("20.00", "17.00")
        #expect(
            posting.lines.map(\.account) == [
                .buyerReceivable(buyer), .sellerPayable(seller), .platformMargin,
            ])
        #expect(posting.lines.map(\.amount.micros) == [20_000_000, -17_000_000, -3_000_000])
        #expect(posting.debit == TestMarket.usd("20.00"))
        #expect(posting.id == .of(sale: sale, kind: .sale, revision: 0))
    }

    @Test func aReversalUndoesIt() throws {
        let posting = try posting("20.00", "17.00")
        let reversal = try posting.reversal(revision: 0)
        #expect(reversal.id != posting.id)
        for (line, undone) in zip(posting.lines, reversal.lines) {
            #expect(line.account == undone.account)
            #expect(line.amount.micros + undone.amount.micros == 0)
        }
        #expect(try posting.reversal(revision: 1).id != reversal.id)
    }

    @Test func everyPostingSumsToZero() throws {
        var random = SplitMix(seed: 51)
        for _ in 0..<500 {
            let price = try Money(minorUnits: random.number(1...1_000_000), currency: .usd)
            let payout = try Money(minorUnits: random.number(0...1_200_000), currency: .usd)
            let posting = try Posting.sale(
                sale, buyer: buyer, seller: seller, PriceSplit(price: price, payout: payout))
            #expect(posting.lines.reduce(0) { $0 + $1.amount.micros } == 0)
            #expect(posting.lines.allSatisfy { $0.amount.isWholeMinorUnits })
        }
    }

    @Test func fractionsOfACentAreRefused() throws {
        let split = try PriceSplit(
            price: Money(micros: 1_000_001, currency: .usd), payout: .zero(.usd))
        #expect(throws: MoneyError.notWholeMinorUnits) {
            try Posting.sale(sale, buyer: buyer, seller: seller, split)
        }
        #expect(throws: MoneyError.currencyMismatch) {
            try PriceSplit(price: TestMarket.usd("1.00"), payout: .zero(.eur))
        }
    }
}
