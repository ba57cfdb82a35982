import Glibc

/// IPv4 and IPv6 addresses.
enum NetworkAddress {
    /// The one text form of an address (RFC 5952 for IPv6); nil when it isn't one.
    static func normalised(_ text: String) -> String? {
        // C would take a zero byte for the end, and not see what follows it.
        guard text.utf8.count < Int(INET6_ADDRSTRLEN), !text.utf8.contains(0) else { return nil }
        let family = text.utf8.contains(UInt8(ascii: ":")) ? AF_INET6 : AF_INET
        var address = in6_addr()
        return withUnsafeMutableBytes(of: &address) { address -> String? in
            guard inet_pton(family, text, address.baseAddress) == 1 else { return nil }
            return withUnsafeTemporaryAllocation(
                of: CChar.self, capacity: Int(INET6_ADDRSTRLEN)
            ) { buffer -> String? in
                let written = inet_ntop(
                    family, address.baseAddress, buffer.baseAddress, socklen_t(buffer.count))
                return written.map { String(cString: $0) }
            }
        }
    }
}
