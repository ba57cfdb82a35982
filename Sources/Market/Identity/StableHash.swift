/// A hash that gives the same bits on every machine, in every process, for ever.
///
/// Two 64-bit lanes. Each word is added to a lane and mixed with the finaliser of SplitMix64
/// (Steele, Lea, Flood 2014: multiply-xorshift, a bijection, so that no word is lost); the lanes
/// start apart and feed each other. Text goes in as its length and its UTF-8 bytes, eight a word.
/// It spreads ids and breaks ties; it is no defence against somebody who looks for collisions,
/// which nobody here can profit from: all inputs are ours.
public struct StableHash: Sendable {
    private var first: UInt64
    private var second: UInt64

    /// A hash with nothing in it. `seed` separates uses that must not agree.
    public init(seed: UInt64 = 0) {
        first = Self.mix(seed &+ 0x9E37_79B9_7F4A_7C15)
        second = Self.mix(first ^ 0xD1B5_4A32_D192_ED03)
    }

    /// Adds a word.
    public mutating func combine(_ word: UInt64) {
        first = Self.mix(first ^ word) &+ second
        second = Self.mix(second &+ word &+ 0x9E37_79B9_7F4A_7C15) ^ first
    }

    /// Adds an identifier.
    public mutating func combine(_ identifier: Identifier) {
        combine(identifier.high)
        combine(identifier.low)
    }

    /// Adds text: its length, then its UTF-8 bytes.
    public mutating func combine(_ text: String) {
        combine(UInt64(text.utf8.count))
        var word: UInt64 = 0
        var filled = 0
        for byte in text.utf8 {
            word = word << 8 | UInt64(byte)
            filled += 1
            if filled == 8 {
                combine(word)
                word = 0
                filled = 0
            }
        }
        if filled > 0 { combine(word) }
    }

    /// 64 bits of the hash.
    public var value64: UInt64 { Self.mix(first ^ second) }

    /// The hash as a UUID of version 8 (RFC 9562, section 5.8: custom).
    public var identifier: Identifier {
        let high = Self.mix(first &+ second)
        let low = Self.mix(second ^ high)
        return Identifier(
            high: high & 0xFFFF_FFFF_FFFF_0FFF | 0x8000,
            low: low & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000)
    }

    /// The finaliser of SplitMix64.
    public static func mix(_ word: UInt64) -> UInt64 {
        var mixed = word
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
