/// Why money couldn't be reckoned.
public struct MoneyError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong; open, so that more can be added.
    public struct Code: Hashable, Sendable {
        let number: Int
        /// The result doesn't fit 64 bits of micros.
        public static let overflow = Code(number: 1)
        /// Two amounts of different currencies can't be added or compared.
        public static let currencyMismatch = Code(number: 2)
        /// The text isn't a plain decimal number with at most six digits after the point.
        public static let malformed = Code(number: 3)
        /// ISO 4217 doesn't list the currency.
        public static let unknownCurrency = Code(number: 4)
        /// A price must be a whole number of minor units.
        public static let notWholeMinorUnits = Code(number: 5)
    }

    /// What went wrong.
    public let code: Code
    /// One sentence, without values.
    public let message: String

    /// The result doesn't fit.
    public static let overflow = MoneyError(
        code: .overflow, message: "The amount is too large.")
    /// Different currencies.
    public static let currencyMismatch = MoneyError(
        code: .currencyMismatch, message: "The amounts are of different currencies.")
    /// Not a number that we take.
    public static let malformed = MoneyError(
        code: .malformed,
        message: "An amount is a decimal number with at most six digits after the point.")
    /// Not a currency.
    public static let unknownCurrency = MoneyError(
        code: .unknownCurrency, message: "The currency isn't in ISO 4217.")
    /// A price with a fraction of a minor unit.
    public static let notWholeMinorUnits = MoneyError(
        code: .notWholeMinorUnits, message: "A price is a whole number of minor units.")

    /// The sentence.
    public var description: String { message }
}
