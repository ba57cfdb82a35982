import Market
import Testing

@Suite struct MoneyTests {
    @Test(arguments: [
        ("0", 0), ("12.5", 12_500_000), ("-0.000001", -1), (".25", 250_000), ("7.", 7_000_000),
        ("+3", 3_000_000), ("1.10000000", 1_100_000), ("9223372036854.775807", Int64.max),
        ("-9223372036854.775808", Int64.min),
    ])
    func decimalTextIsExact(_ text: String, _ micros: Int64) throws {
        #expect(try Decimal.micros(text) == micros)
    }

    @Test(arguments: ["", "-", ".", "1,5", "1e3", "0x1", "1.2.3", "1.0000001", " 1", "١"])
    func otherTextIsMalformed(_ text: String) {
        #expect(throws: MoneyError.malformed) { try Decimal.micros(text) }
    }

    @Test(arguments: ["9223372036854.775808", "99999999999999999999"])
    func largeTextOverflows(_ text: String) {
        #expect(throws: MoneyError.overflow) { try Decimal.micros(text) }
    }

    @Test func textGoesThereAndBack() throws {
        var random = SplitMix(seed: 2)
        for _ in 0..<1000 {
            let micros = Int64(bitPattern: random.next()) >> Int64(random.index(60))
            #expect(try Decimal.micros(Decimal.text(micros: micros)) == micros)
        }
        #expect(Money(micros: 12_500_000, currency: .usd).description == "12.50 USD")
        #expect(Money(micros: 1_500_000_000, currency: .jpy).description == "1500 JPY")
    }

    @Test func arithmeticIsChecked() {
        let most = Money(micros: .max, currency: .usd)
        let one = Money(micros: 1, currency: .usd)
        #expect(throws: MoneyError.overflow) { try most.adding(one) }
        #expect(throws: MoneyError.overflow) { try Money(micros: .min, currency: .usd).negated() }
        #expect(throws: MoneyError.overflow) { try Money(minorUnits: .max, currency: .usd) }
        #expect(throws: MoneyError.overflow) { try most.scaled(by: 3, over: 2) }
        #expect(throws: MoneyError.currencyMismatch) {
            try one.adding(Money(micros: 1, currency: .eur))
        }
    }

    @Test func sharesRoundDown() throws {
        #expect(try Money(micros: 7, currency: .usd).scaled(by: 1, over: 2).micros == 3)
        #expect(try Money(micros: -7, currency: .usd).scaled(by: 1, over: 2).micros == -4)
        #expect(try Money(micros: .max, currency: .usd).basisPoints(10_000).micros == .max)
        #expect(try Money(micros: .min, currency: .usd).basisPoints(10_000).micros == .min)
        #expect(try TestMarket.usd("0.99").basisPoints(1500).micros == 148_500)
    }

    @Test func scalingAgreesWithWideArithmetic() throws {
        var random = SplitMix(seed: 3)
        for _ in 0..<2000 {
            let micros = Int64(bitPattern: random.next()) >> 20
            let numerator = random.number(-20_000...20_000)
            let denominator = random.number(1...20_000)
            let exact = Int128(micros) * Int128(numerator)
            var quotient = exact / Int128(denominator)
            if exact % Int128(denominator) < 0 { quotient -= 1 }
            let money = Money(micros: micros, currency: .usd)
            #expect(
                try Int128(money.scaled(by: numerator, over: denominator).micros) == quotient)
        }
    }

    @Test func minorUnits() throws {
        #expect(try Money("12.349999", .usd).flooredToMinorUnit() == TestMarket.usd("12.34"))
        #expect(try Money("-12.341", .usd).flooredToMinorUnit().micros == -12_350_000)
        #expect(try Money("12.341", .usd).ceiledToMinorUnit() == TestMarket.usd("12.35"))
        #expect(try Money("12.9", .jpy).flooredToMinorUnit().micros == 12_000_000)
        #expect(throws: MoneyError.notWholeMinorUnits) { try Money.price("0.5", .jpy) }
    }

    @Test func currencies() {
        #expect(Currency(code: "usd") == .usd)
        #expect(Currency(code: "USD")?.code == "USD")
        #expect(Currency(code: "KWD")?.minorUnitDigits == 3)
        #expect(Currency(code: "TND")?.microsPerMinorUnit == 1000)
        #expect(Currency(code: "JPY")?.minorUnitDigits == 0)
        for code in ["XXX", "US", "USDX", "", "U D", "ÜSD", "@@@"] {
            #expect(Currency(code: code) == nil)
        }
    }
}
