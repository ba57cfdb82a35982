import COpenSSL

/// Base64 (RFC 4648 sections 4 and 5), decoded by OpenSSL.
enum Base64 {
    /// The bytes that `text` spells in either alphabet, with or without padding, or nil.
    static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        var canonical: [UInt8] = text.map { character in
            switch character {
            case UInt8(ascii: "-"): UInt8(ascii: "+")
            case UInt8(ascii: "_"): UInt8(ascii: "/")
            default: character
            }
        }
        defer { canonical.resetBytes() }
        let padding = canonical.reversed().prefix { $0 == UInt8(ascii: "=") }.count
        canonical.removeLast(padding)
        guard padding <= 2, !canonical.isEmpty, canonical.count % 4 != 1 else { return nil }
        guard !canonical.contains(UInt8(ascii: "=")) else { return nil }
        let missing = (4 - canonical.count % 4) % 4
        guard padding == 0 || padding == missing else { return nil }
        canonical.append(contentsOf: repeatElement(UInt8(ascii: "="), count: missing))
        var bytes = [UInt8](repeating: 0, count: canonical.count / 4 * 3)
        guard EVP_DecodeBlock(&bytes, canonical, Int32(canonical.count)) == bytes.count else {
            return nil
        }
        bytes.removeLast(missing)
        return bytes
    }
}

extension [UInt8] {
    /// Overwrites the bytes in a way that the optimiser keeps.
    mutating func resetBytes() {
        withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) }
    }
}
