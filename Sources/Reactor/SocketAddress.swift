import CLinux
import Glibc

/// Where a stream socket listens or connects to: an address, never a name.
public enum SocketAddress: Hashable, Sendable {
    /// The address in host byte order: 127.0.0.1 is 0x7f000001.
    case ipv4(UInt32, port: UInt16)
    /// The address as two big-endian halves, with its scope for link-local ones.
    case ipv6(high: UInt64, low: UInt64, port: UInt16, scope: UInt32)
    /// A path in the file system, at most 107 bytes.
    case unix(path: String)

    /// From digits ("127.0.0.1", "::1"); nil if that is a name or nonsense.
    public init?(ip: String, port: UInt16) {
        var v4 = in_addr()
        var v6 = in6_addr()
        if inet_pton(AF_INET, ip, &v4) == 1 {
            self = .ipv4(UInt32(bigEndian: v4.s_addr), port: port)
        } else if inet_pton(AF_INET6, ip, &v6) == 1 {
            let halves = Self.halves(v6)
            self = .ipv6(high: halves.high, low: halves.low, port: port, scope: 0)
        } else {
            return nil
        }
    }

    /// From the kernel's or the resolver's form; nil for other families.
    init?(_ storage: UnsafeRawPointer) {
        switch Int32(storage.load(as: sockaddr.self).sa_family) {
        case AF_INET:
            let v4 = storage.load(as: sockaddr_in.self)
            self = .ipv4(
                UInt32(bigEndian: v4.sin_addr.s_addr), port: UInt16(bigEndian: v4.sin_port))
        case AF_INET6:
            let v6 = storage.load(as: sockaddr_in6.self)
            let halves = Self.halves(v6.sin6_addr)
            self = .ipv6(
                high: halves.high, low: halves.low, port: UInt16(bigEndian: v6.sin6_port),
                scope: v6.sin6_scope_id)
        case AF_UNIX:
            let offset = MemoryLayout<sockaddr_un>.offset(of: \.sun_path)!
            let path = (storage + offset).assumingMemoryBound(to: CChar.self)
            self = .unix(path: String(cString: path))
        default:
            return nil
        }
    }

    /// The port; nil for a path.
    public var port: UInt16? {
        switch self {
        case .ipv4(_, let port), .ipv6(_, _, let port, _): port
        case .unix: nil
        }
    }

    var family: Int32 {
        switch self {
        case .ipv4: AF_INET
        case .ipv6: AF_INET6
        case .unix: AF_UNIX
        }
    }

    /// Calls `body` with the kernel's form.
    func withSockaddr<Result>(
        _ body: (UnsafePointer<sockaddr>, socklen_t) throws -> Result
    ) rethrows -> Result {
        var storage = sockaddr_storage()
        return try withUnsafeMutableBytes(of: &storage) { bytes in
            let length = fill(bytes.baseAddress!)
            let pointer = bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self)
            return try body(UnsafePointer(pointer), length)
        }
    }

    private func fill(_ storage: UnsafeMutableRawPointer) -> socklen_t {
        switch self {
        case .ipv4(let address, let port):
            var v4 = sockaddr_in()
            v4.sin_family = sa_family_t(AF_INET)
            v4.sin_port = port.bigEndian
            v4.sin_addr.s_addr = address.bigEndian
            storage.storeBytes(of: v4, as: sockaddr_in.self)
            return socklen_t(MemoryLayout<sockaddr_in>.size)
        case .ipv6(let high, let low, let port, let scope):
            var v6 = sockaddr_in6()
            v6.sin6_family = sa_family_t(AF_INET6)
            v6.sin6_port = port.bigEndian
            v6.sin6_scope_id = scope
            withUnsafeMutableBytes(of: &v6.sin6_addr) { bytes in
                bytes.storeBytes(of: high.bigEndian, as: UInt64.self)
                bytes.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
            }
            storage.storeBytes(of: v6, as: sockaddr_in6.self)
            return socklen_t(MemoryLayout<sockaddr_in6>.size)
        case .unix(let path):
            let offset = MemoryLayout<sockaddr_un>.offset(of: \.sun_path)!
            storage.storeBytes(of: sa_family_t(AF_UNIX), as: sa_family_t.self)
            let room = MemoryLayout<sockaddr_un>.size - offset - 1
            let bytes = path.utf8.prefix(room)
            for (index, byte) in bytes.enumerated() {
                storage.storeBytes(of: byte, toByteOffset: offset + index, as: UInt8.self)
            }
            return socklen_t(offset + bytes.count + 1)
        }
    }

    private static func halves(_ address: in6_addr) -> (high: UInt64, low: UInt64) {
        withUnsafeBytes(of: address) { bytes in
            (
                UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
                UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            )
        }
    }
}

extension SocketAddress: CustomStringConvertible {
    /// "127.0.0.1:8080", "[::1]:8080" or "unix:/path".
    public var description: String {
        if case .unix(let path) = self { return "unix:\(path)" }
        return withSockaddr { address, length in
            var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            let code = getnameinfo(
                address, length, &host, socklen_t(host.count), nil, 0, NI_NUMERICHOST)
            guard code == 0 else { return "unknown" }
            let text = host.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
            return family == AF_INET6 ? "[\(text)]:\(port ?? 0)" : "\(text):\(port ?? 0)"
        }
    }
}
