/// Exact decimal text, without floating point.
public enum Decimal {
    /// Micros of a plain decimal number: an optional sign, digits, and at most six digits after
    /// a point ("12", "-0.5", ".25"). No exponent, no thousands separator. Trailing zeros beyond
    /// the sixth digit are fine, other digits aren't. Throws `malformed` or `overflow`.
    public static func micros(_ text: String) throws(MoneyError) -> Int64 {
        var bytes = Array(text.utf8)[...]
        let negative = bytes.first == UInt8(ascii: "-")
        if negative || bytes.first == UInt8(ascii: "+") { bytes.removeFirst() }
        var whole: Int64 = 0
        var digits = 0
        var fractionDigits: Int?
        for byte in bytes {
            if byte == UInt8(ascii: "."), fractionDigits == nil {
                fractionDigits = 0
                continue
            }
            guard (48...57).contains(byte) else { throw .malformed }
            digits += 1
            if let after = fractionDigits {
                guard after < 6 else {
                    if byte == 48 { continue }
                    throw .malformed
                }
                fractionDigits = after + 1
            }
            whole = try appending(Int64(byte - 48), to: whole, negative: negative)
        }
        guard digits > 0 else { throw .malformed }
        let scale = Currency.powersOfTen[6 - (fractionDigits ?? 0)]
        let (micros, overflow) = whole.multipliedReportingOverflow(by: scale)
        guard !overflow else { throw .overflow }
        return micros
    }

    /// The text of micros with as many digits after the point as needed, but at least `digits`.
    public static func text(micros: Int64, digits: Int = 0) -> String {
        let magnitude = micros.magnitude
        var fraction = String(magnitude % 1_000_000)
        fraction = String(repeating: "0", count: 6 - fraction.utf8.count) + fraction
        while fraction.utf8.count > digits, fraction.utf8.last == UInt8(ascii: "0") {
            fraction.removeLast()
        }
        let whole = (micros < 0 ? "-" : "") + String(magnitude / 1_000_000)
        return fraction.isEmpty ? whole : whole + "." + fraction
    }

    private static func appending(
        _ digit: Int64, to whole: Int64, negative: Bool
    ) throws(MoneyError) -> Int64 {
        let (tens, overflow) = whole.multipliedReportingOverflow(by: 10)
        let (sum, carry) = tens.addingReportingOverflow(negative ? -digit : digit)
        guard !overflow, !carry else { throw .overflow }
        return sum
    }
}

extension Money: CustomStringConvertible {
    /// Parses decimal text, exactly. Throws `malformed` or `overflow`.
    public init(_ text: String, _ currency: Currency) throws(MoneyError) {
        self.init(micros: try Decimal.micros(text), currency: currency)
    }

    /// A price: decimal text that is a whole number of minor units. Throws `malformed`,
    /// `overflow` or `notWholeMinorUnits`.
    public static func price(_ text: String, _ currency: Currency) throws(MoneyError) -> Money {
        let money = try Money(text, currency)
        guard money.isWholeMinorUnits else { throw .notWholeMinorUnits }
        return money
    }

    /// The amount and its currency, e.g. "12.50 USD".
    public var description: String {
        Decimal.text(micros: micros, digits: currency.minorUnitDigits) + " " + currency.code
    }
}
