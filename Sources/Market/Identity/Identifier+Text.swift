extension Identifier: CustomStringConvertible, LosslessStringConvertible {
    /// Parses the usual text form, 8-4-4-4-12 hexadecimal digits in either case; nil for
    /// anything else (no braces, no URN prefix).
    public init?(_ text: String) {
        var halves: (UInt64, UInt64) = (0, 0)
        var position = 0
        var digits = 0
        for byte in text.utf8 {
            let wantsHyphen = position == 8 || position == 13 || position == 18 || position == 23
            position += 1
            if wantsHyphen {
                guard byte == UInt8(ascii: "-") else { return nil }
                continue
            }
            guard digits < 32, let digit = Self.hexadecimalDigit(byte) else { return nil }
            if digits < 16 {
                halves.0 = halves.0 << 4 | digit
            } else {
                halves.1 = halves.1 << 4 | digit
            }
            digits += 1
        }
        guard digits == 32 else { return nil }
        self.init(high: halves.0, low: halves.1)
    }

    /// The usual text form in lower case.
    public var description: String {
        String(unsafeUninitializedCapacity: 36) { buffer in
            var position = 0
            Self.write(high >> 32, digits: 8, into: buffer, at: &position)
            Self.write(high >> 16, digits: 4, into: buffer, at: &position)
            Self.write(high, digits: 4, into: buffer, at: &position)
            Self.write(low >> 48, digits: 4, into: buffer, at: &position)
            Self.write(low, digits: 12, into: buffer, at: &position)
            return 36
        }
    }

    /// Writes a value's last digits, and a hyphen unless they are the last of all.
    private static func write(
        _ value: UInt64, digits: Int, into buffer: UnsafeMutableBufferPointer<UInt8>,
        at position: inout Int
    ) {
        var rest = value
        for place in stride(from: position + digits - 1, through: position, by: -1) {
            let digit = UInt8(truncatingIfNeeded: rest & 0xF)
            buffer[place] = digit < 10 ? digit + 48 : digit + 87
            rest >>= 4
        }
        position += digits
        guard position < 36 else { return }
        buffer[position] = UInt8(ascii: "-")
        position += 1
    }

    /// The sixteen bytes, big-endian, as UUIDs travel.
    public var bytes: [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(16)
        for half in [high, low] {
            for shift in stride(from: 56, through: 0, by: -8) {
                result.append(UInt8(truncatingIfNeeded: half >> UInt64(shift)))
            }
        }
        return result
    }

    /// An identifier from sixteen bytes, big-endian; nil for any other count.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 16 else { return nil }
        var halves: (UInt64, UInt64) = (0, 0)
        for (index, byte) in bytes.enumerated() {
            if index < 8 {
                halves.0 = halves.0 << 8 | UInt64(byte)
            } else {
                halves.1 = halves.1 << 8 | UInt64(byte)
            }
        }
        self.init(high: halves.0, low: halves.1)
    }

    private static func hexadecimalDigit(_ byte: UInt8) -> UInt64? {
        switch byte {
        case 48...57: UInt64(byte - 48)
        case 65...70: UInt64(byte - 55)
        case 97...102: UInt64(byte - 87)
        default: nil
        }
    }
}
