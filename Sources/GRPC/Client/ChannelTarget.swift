import Reactor

/// A server as people write it: `host:port`, `[::1]:port` or `unix:/path`.
struct ChannelTarget: Sendable, Hashable, CustomStringConvertible {
    let description: String
    let host: String
    let port: UInt16

    /// - Throws: INVALID_ARGUMENT when it is none of these.
    init(_ text: String) throws(RPCError) {
        description = text
        if text.hasPrefix("unix:") {
            host = text
            port = 0
            return
        }
        guard let colon = text.lastIndex(of: ":"),
            let port = UInt16(text[text.index(after: colon)...]),
            port > 0
        else { throw Self.refused(text) }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            throw Self.refused(text)
        }
        guard !host.isEmpty else { throw Self.refused(text) }
        self.host = String(host)
        self.port = port
    }

    private static func refused(_ text: String) -> RPCError {
        RPCError(
            .invalidArgument,
            "\"\(text)\" isn't an address: write host:port, [ipv6]:port or unix:/path.")
    }

    /// The address if no name has to be looked up.
    var address: SocketAddress? {
        host.hasPrefix("unix:")
            ? .unix(path: String(host.dropFirst(5))) : SocketAddress(ip: host, port: port)
    }

    /// What `:authority` says.
    var authority: String { host.hasPrefix("unix:") ? "localhost" : description }
}
