/// Numbers in base 62 (digits, upper case, lower case): text that a double click selects whole.
enum Base62 {
    private static let digits = Array(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

    /// `bytes` as one big-endian number, in `count` digits; what doesn't fit is lost.
    static func encode(_ bytes: [UInt8], count: Int) -> [UInt8] {
        var number = bytes
        var text = [UInt8](repeating: digits[0], count: count)
        for position in text.indices.reversed() {
            var remainder = 0
            for index in number.indices {
                let value = remainder << 8 | Int(number[index])
                number[index] = UInt8(value / 62)
                remainder = value % 62
            }
            text[position] = digits[remainder]
        }
        return text
    }

    /// Whether this is one of the 62 digits.
    static func isDigit(_ character: UInt8) -> Bool {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }
}
