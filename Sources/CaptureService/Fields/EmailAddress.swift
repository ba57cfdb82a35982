/// E-mail addresses, to the extent that can be told from the text alone.
enum EmailAddress {
    /// RFC 5321 section 4.5.3.1.3, less the angle brackets.
    static let bytesMax = 254
    /// RFC 5321 section 4.5.3.1.1.
    static let localBytesMax = 64

    /// The address in lower case, so that equal addresses are equal texts; nil when it can't be
    /// one: not one `@` with something on both sides, spaces, or a domain without a point.
    /// Whether it can be reached is another question.
    static func normalised(_ text: String) -> String? {
        var text = text
        let isAddress = text.withUTF8 { bytes in
            guard bytes.count <= bytesMax, let at = bytes.firstIndex(of: UInt8(ascii: "@")) else {
                return false
            }
            // A second `@` is none of a domain's letters.
            return isLocal(bytes[..<at]) && isDomain(bytes[(at + 1)...])
        }
        return isAddress ? text.lowercased() : nil
    }

    private static func isLocal(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        (1...localBytesMax).contains(bytes.count)
            && bytes.first != UInt8(ascii: ".") && bytes.last != UInt8(ascii: ".")
            && bytes.allSatisfy { $0 > 0x20 && $0 != 0x7F && !isRefused($0) }
    }

    /// RFC 5322 section 3.2.3: what would have to be quoted.
    private static func isRefused(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "<"), UInt8(ascii: ">"),
            UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"), UInt8(ascii: "\\"),
            UInt8(ascii: "\""), UInt8(ascii: "["), UInt8(ascii: "]"):
            true
        default: false
        }
    }

    /// Labels of letters, digits and hyphens (or beyond ASCII: internationalised names), at least
    /// two, none empty.
    private static func isDomain(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        var labels = 0
        var length = 0
        var previous = UInt8(ascii: ".")
        for byte in bytes {
            if byte == UInt8(ascii: ".") {
                guard length > 0, previous != UInt8(ascii: "-") else { return false }
                labels += 1
                length = 0
            } else {
                guard isLabelByte(byte), length > 0 || byte != UInt8(ascii: "-") else {
                    return false
                }
                length += 1
                guard length <= 63 else { return false }
            }
            previous = byte
        }
        return labels >= 1 && length > 0 && previous != UInt8(ascii: "-")
    }

    private static func isLabelByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), 0x80...0xFF:
            true
        default: false
        }
    }
}
