/// A 128-bit identifier: a UUID without its text.
///
/// Ids of things that happen (leads, pings, bids) are UUIDv7, made by whoever first stores them;
/// ids of things that follow from others (a sale of a lead, a posting of a sale, a campaign named
/// in the configuration) are derived, so that doing the same twice names the same thing.
public struct Identifier: Hashable, Sendable {
    /// The first eight bytes, big-endian.
    public let high: UInt64
    /// The last eight bytes, big-endian.
    public let low: UInt64

    /// An identifier from its two halves.
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// All bits zero: never the id of anything.
    public static let zero = Identifier(high: 0, low: 0)
}

extension Identifier: Comparable {
    /// The order of the bytes, which for UUIDv7 is the order of time.
    public static func < (left: Identifier, right: Identifier) -> Bool {
        left.high != right.high ? left.high < right.high : left.low < right.low
    }
}

extension Identifier {
    /// A UUIDv7 (RFC 9562, section 5.7).
    /// - Parameters:
    ///   - milliseconds: since 1970; the low 48 bits are used.
    ///   - randomHigh: 12 random bits (the low ones are used).
    ///   - randomLow: 62 random bits (the low ones are used).
    public static func version7(
        milliseconds: Int64, randomHigh: UInt64, randomLow: UInt64
    ) -> Identifier {
        let time = UInt64(bitPattern: milliseconds) & 0xFFFF_FFFF_FFFF
        return Identifier(
            high: time << 16 | 0x7000 | (randomHigh & 0x0FFF),
            low: 0x8000_0000_0000_0000 | (randomLow & 0x3FFF_FFFF_FFFF_FFFF))
    }

    /// The UUID version, e.g. 7 or 8.
    public var version: Int { Int(high >> 12 & 0xF) }

    /// The time inside a UUIDv7, in milliseconds since 1970; nil for other versions.
    public var milliseconds: Int64? {
        version == 7 ? Int64(high >> 16) : nil
    }
}
