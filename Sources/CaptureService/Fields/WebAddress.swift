/// Absolute http and https URLs.
enum WebAddress {
    /// Longer ones are refused.
    static let bytesMax = 2_048

    /// The URL with scheme and host in lower case; nil when it isn't absolute, has another
    /// scheme, no host, or characters that no URL has.
    static func normalised(_ text: String) -> String? {
        let bytes = text.utf8
        guard bytes.count <= bytesMax,
            bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !Self.isRefused($0) })
        else { return nil }
        let lowered = text.prefix(8).lowercased()
        let scheme: String
        if lowered.hasPrefix("https://") {
            scheme = "https://"
        } else if lowered.hasPrefix("http://") {
            scheme = "http://"
        } else {
            return nil
        }
        let rest = text.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let host = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
        guard !host.isEmpty, host.first != ":" else { return nil }
        let user = authority.dropLast(host.count)
        return scheme + user + host.lowercased() + rest.dropFirst(authority.count)
    }

    /// RFC 3986 has these nowhere.
    private static func isRefused(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "\\"),
            UInt8(ascii: "^"), UInt8(ascii: "`"), UInt8(ascii: "{"), UInt8(ascii: "|"),
            UInt8(ascii: "}"):
            true
        default: false
        }
    }
}
