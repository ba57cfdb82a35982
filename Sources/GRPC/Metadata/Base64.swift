/// Standard base64 (RFC 4648 section 4) of `-bin` metadata: written without padding, read with or
/// without it, as `PROTOCOL-HTTP2.md` asks.
enum Base64 {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// Values of the alphabet's bytes; 0xFF for all others.
    private static let values: [UInt8] = {
        var table = [UInt8](repeating: 0xFF, count: 256)
        for (value, byte) in alphabet.enumerated() { table[Int(byte)] = UInt8(value) }
        return table
    }()

    static func encode(_ bytes: [UInt8]) -> String {
        let alphabet = alphabet
        let length = (bytes.count * 8 + 5) / 6
        return String(unsafeUninitializedCapacity: length) { output in
            var accumulator: UInt32 = 0
            var bitCount = 0
            var written = 0
            for byte in bytes {
                accumulator = (accumulator << 8) | UInt32(byte)
                bitCount += 8
                while bitCount >= 6 {
                    bitCount -= 6
                    output[written] = alphabet[Int(accumulator >> UInt32(bitCount)) & 0x3F]
                    written += 1
                }
            }
            if bitCount > 0 {
                output[written] = alphabet[Int(accumulator << UInt32(6 - bitCount)) & 0x3F]
                written += 1
            }
            return written
        }
    }

    /// `nil` for a foreign character, misplaced padding, or a length that no bytes encode to.
    static func decode(_ text: some StringProtocol) -> [UInt8]? {
        let values = values
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count * 3 / 4)
        var accumulator: UInt32 = 0
        var bitCount = 0
        var paddingCount = 0
        for byte in text.utf8 {
            if byte == UInt8(ascii: "=") {
                paddingCount += 1
                continue
            }
            let value = values[Int(byte)]
            guard value != 0xFF, paddingCount == 0 else { return nil }
            accumulator = (accumulator << 6) | UInt32(value)
            bitCount += 6
            if bitCount >= 8 {
                bitCount -= 8
                bytes.append(UInt8(truncatingIfNeeded: accumulator >> UInt32(bitCount)))
            }
        }
        // 6 leftover bits are a lone character; 4 allow up to 2 paddings and 2 allow 1.
        guard bitCount < 6, paddingCount == 0 || paddingCount * 2 == bitCount else { return nil }
        return bytes
    }
}
