import Reactor

/// A server as people write it: `host:port`, `[::1]:port` or `unix:/path`, with `https://` or
/// `http://` before it to say whether that is TLS.
struct ChannelTarget: Sendable, Hashable, CustomStringConvertible {
    let description: String
    let host: String
    let port: UInt16
    let isTLS: Bool
    /// What `:authority` says.
    let authority: String

    private static let schemes = [("https://", true), ("http://", false)]

    /// - Parameter isTLS: What holds for an address that doesn't say.
    /// - Throws: INVALID_ARGUMENT when it is none of these.
    init(_ whole: String, isTLS: Bool = false) throws(RPCError) {
        description = whole
        var text = whole[...]
        var secure = isTLS
        for (scheme, value) in Self.schemes where whole.hasPrefix(scheme) {
            text = whole.dropFirst(scheme.count)
            secure = value
        }
        self.isTLS = secure
        authority = text.hasPrefix("unix:") ? "localhost" : String(text)
        if text.hasPrefix("unix:") {
            host = String(text)
            port = 0
            return
        }
        guard let colon = text.lastIndex(of: ":"),
            let port = UInt16(text[text.index(after: colon)...]),
            port > 0
        else { throw Self.refused(whole) }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            throw Self.refused(whole)
        }
        guard !host.isEmpty else { throw Self.refused(whole) }
        self.host = String(host)
        self.port = port
    }

    private static func refused(_ text: String) -> RPCError {
        RPCError(
            .invalidArgument,
            "\"\(text)\" isn't an address: write host:port, [ipv6]:port or unix:/path, "
                + "with https:// before it for TLS.")
    }

    /// The address if no name has to be looked up.
    var address: SocketAddress? {
        host.hasPrefix("unix:")
            ? .unix(path: String(host.dropFirst(5))) : SocketAddress(ip: host, port: port)
    }

    /// What the server's certificate has to be for.
    var certificateName: String { host.hasPrefix("unix:") ? "localhost" : host }
}
