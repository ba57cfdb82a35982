/// How much a field says about the consumer, and so where it may go (DESIGN section 5).
public enum PIIClass: Int, Hashable, Sendable, Comparable, CaseIterable {
    /// Says nothing about who the consumer is. May go on pings.
    case none = 1
    /// Narrows who the consumer may be (postcode, birth year). May go on pings, but reasons
    /// withhold its value.
    case quasi = 2
    /// Reaches the consumer (phone, e-mail). Sealed; only after purchase.
    case contact = 3
    /// Names the consumer (name, street). Sealed; only after purchase.
    case identity = 4

    /// Whether a buyer may see it before purchase.
    public var mayGoOnPing: Bool { self <= .quasi }

    /// Whether it is kept in the sealed table, away from everything else.
    public var isSealed: Bool { self >= .contact }

    /// Whether a reason may quote the value.
    public var mayBeQuoted: Bool { self == .none }

    /// The order of strictness.
    public static func < (left: PIIClass, right: PIIClass) -> Bool {
        left.rawValue < right.rawValue
    }

    /// The name used in configuration.
    public var name: String { "\(self)" }

    /// The class with this name in configuration.
    public init?(name: String) {
        guard let found = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = found
    }
}
