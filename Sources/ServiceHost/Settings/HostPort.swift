/// A host and a port as people write them: `127.0.0.1:7101`, `[::1]:7101`, `routing:7104`.
public struct HostPort: Sendable, Hashable, CustomStringConvertible {
    /// A name or an address, without brackets.
    public let host: String
    /// 0 to 65535; 0 means a free one and makes sense for listening only.
    public let port: Int

    /// From its parts.
    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Reads the text form; nil for anything else.
    public init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        let digits = text[text.index(after: colon)...]
        guard (1...5).contains(digits.utf8.count),
            digits.utf8.allSatisfy({ (48...57).contains($0) }),
            let port = Int(digits), port <= 65_535
        else { return nil }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
            guard host.contains(":") else { return nil }
        } else if host.contains(":") {
            return nil
        }
        let isPlain: (UInt8) -> Bool = { $0 > 0x20 && $0 < 0x7F && $0 != 0x2F && $0 != 0x2C }
        guard !host.isEmpty, host.utf8.allSatisfy(isPlain) else { return nil }
        self.init(host: String(host), port: port)
    }

    /// The text form.
    public var description: String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
