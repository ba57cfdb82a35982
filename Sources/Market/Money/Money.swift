/// An amount of money: whole micros (millionths) of a currency.
///
/// Prices are whole minor units; shares on the way to one may be finer. Nothing here rounds
/// unless its name says so, and nothing wraps: overflow and mixed currencies are errors.
public struct Money: Hashable, Sendable {
    /// Millionths of the currency's unit: 12.34 USD is 12,340,000.
    public let micros: Int64
    /// The currency.
    public let currency: Currency

    /// An amount from its micros.
    public init(micros: Int64, currency: Currency) {
        self.micros = micros
        self.currency = currency
    }

    /// An amount from whole minor units (cents). Throws `overflow`.
    public init(minorUnits: Int64, currency: Currency) throws(MoneyError) {
        let (micros, overflow) =
            minorUnits.multipliedReportingOverflow(by: currency.microsPerMinorUnit)
        guard !overflow else { throw .overflow }
        self.init(micros: micros, currency: currency)
    }

    /// Nothing, in a currency.
    public static func zero(_ currency: Currency) -> Money { Money(micros: 0, currency: currency) }

    /// Whether the amount is a whole number of minor units, as every price must be.
    public var isWholeMinorUnits: Bool { micros % currency.microsPerMinorUnit == 0 }

    /// The sum. Throws `overflow` or `currencyMismatch`.
    public func adding(_ other: Money) throws(MoneyError) -> Money {
        guard currency == other.currency else { throw .currencyMismatch }
        let (sum, overflow) = micros.addingReportingOverflow(other.micros)
        guard !overflow else { throw .overflow }
        return Money(micros: sum, currency: currency)
    }

    /// The difference. Throws `overflow` or `currencyMismatch`.
    public func subtracting(_ other: Money) throws(MoneyError) -> Money {
        guard currency == other.currency else { throw .currencyMismatch }
        let (difference, overflow) = micros.subtractingReportingOverflow(other.micros)
        guard !overflow else { throw .overflow }
        return Money(micros: difference, currency: currency)
    }

    /// The amount with its sign turned. Throws `overflow` for the smallest Int64.
    public func negated() throws(MoneyError) -> Money {
        try Money.zero(currency).subtracting(self)
    }

    /// `self × numerator ÷ denominator`, rounded toward minus infinity to a whole micro, with a
    /// 128-bit product in between. The denominator is positive. Throws `overflow`.
    public func scaled(by numerator: Int64, over denominator: Int64) throws(MoneyError) -> Money {
        precondition(denominator > 0, "scaling divides by a positive number")
        let product = micros.multipliedFullWidth(by: numerator)
        let limit = denominator.magnitude
        let negative = product.high < 0
        var magnitude = (high: product.high.magnitude, low: product.low)
        if negative {
            magnitude.low = ~product.low &+ 1
            magnitude.high = ~UInt64(bitPattern: product.high) &+ (magnitude.low == 0 ? 1 : 0)
        }
        guard magnitude.high < limit else { throw .overflow }
        let (quotient, remainder) = limit.dividingFullWidth(magnitude)
        let rounded = negative && remainder > 0 ? quotient &+ 1 : quotient
        let most = negative ? Int64.min.magnitude : Int64.max.magnitude
        guard rounded <= most else { throw .overflow }
        let signed = Int64(truncatingIfNeeded: negative ? 0 &- rounded : rounded)
        return Money(micros: signed, currency: currency)
    }

    /// A share in basis points (hundredths of a percent), rounded toward minus infinity to a
    /// whole micro. Throws `overflow`.
    public func basisPoints(_ basisPoints: Int64) throws(MoneyError) -> Money {
        try scaled(by: basisPoints, over: 10_000)
    }

    /// The greatest whole number of minor units that isn't more.
    public func flooredToMinorUnit() throws(MoneyError) -> Money {
        let unit = currency.microsPerMinorUnit
        let rest = micros % unit
        guard rest != 0 else { return self }
        let floor = rest < 0 ? rest + unit : rest
        return try subtracting(Money(micros: floor, currency: currency))
    }

    /// The smallest whole number of minor units that isn't less. Throws `overflow`.
    public func ceiledToMinorUnit() throws(MoneyError) -> Money {
        let floor = try flooredToMinorUnit()
        guard floor != self else { return self }
        return try floor.adding(Money(micros: currency.microsPerMinorUnit, currency: currency))
    }
}
