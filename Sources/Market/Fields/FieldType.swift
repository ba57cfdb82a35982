/// What a field holds (FEATURES A9).
public enum FieldType: Int, Hashable, Sendable, CaseIterable {
    /// Free text.
    case text = 1
    /// A whole number.
    case integer = 2
    /// A decimal number, in millionths.
    case decimal = 3
    /// An amount in the tenant's currency.
    case money = 4
    /// Yes or no.
    case bool = 5
    /// A date.
    case date = 6
    /// A moment.
    case datetime = 7
    /// An e-mail address.
    case email = 8
    /// A phone number in E.164.
    case phone = 9
    /// A state or province.
    case state = 10
    /// A postcode.
    case postcode = 11
    /// A country, ISO 3166 alpha-2.
    case country = 12
    /// An IPv4 or IPv6 address.
    case ip = 13
    /// An absolute URL.
    case url = 14
    /// One of the allowed values.
    case enumeration = 15
    /// Several texts.
    case list = 16

    /// How the values are kept.
    public enum Storage: Hashable, Sendable {
        /// As text.
        case text
        /// As a 64-bit number: a count, millionths, micros, days or microseconds.
        case number
        /// As several texts.
        case list
    }

    /// How the values are kept.
    public var storage: Storage {
        switch self {
        case .integer, .decimal, .money, .bool, .date, .datetime: .number
        case .list: .list
        default: .text
        }
    }

    /// The name used in configuration.
    public var name: String { self == .enumeration ? "enum" : "\(self)" }

    /// The type with this name in configuration.
    public init?(name: String) {
        guard let found = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = found
    }
}
