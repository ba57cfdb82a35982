/// A value of a lead's field after it was normalised.
public enum FieldValue: Hashable, Sendable {
    /// Text: also e-mail addresses, phone numbers, postcodes, enumerations, URLs.
    case text(String)
    /// A whole number.
    case integer(Int64)
    /// A decimal number in millionths.
    case decimal(micros: Int64)
    /// An amount.
    case money(Money)
    /// Yes or no.
    case bool(Bool)
    /// Days since 1970-01-01.
    case date(days: Int32)
    /// Microseconds since 1970-01-01T00:00:00Z.
    case datetime(micros: Int64)
    /// Several texts, in the order sent.
    case list([String])

    /// The value as a comparable number, for the kinds that have one.
    var number: Int64? {
        switch self {
        case .integer(let value), .decimal(let value), .datetime(let value): value
        case .money(let money): money.micros
        case .bool(let value): value ? 1 : 0
        case .date(let days): Int64(days)
        case .text, .list: nil
        }
    }

    /// Whether a field of this type holds such a value.
    public func fits(_ type: FieldType) -> Bool {
        switch self {
        case .text: type.storage == .text
        case .integer: type == .integer
        case .decimal: type == .decimal
        case .money: type == .money
        case .bool: type == .bool
        case .date: type == .date
        case .datetime: type == .datetime
        case .list: type == .list
        }
    }
}

extension FieldValue: CustomStringConvertible {
    /// The value as it would be written in configuration. May be personal data: never log it.
    public var description: String {
        switch self {
        case .text(let text): text
        case .integer(let value): String(value)
        case .decimal(let micros): Decimal.text(micros: micros)
        case .money(let money):
            Decimal.text(micros: money.micros, digits: money.currency.minorUnitDigits)
        case .bool(let value): value ? "true" : "false"
        case .date(let days): CivilDate(daysSince1970: Int(days)).description
        case .datetime(let micros): Moment.text(micros: micros)
        case .list(let texts): texts.joined(separator: ";")
        }
    }
}
