import CLinux
import Glibc

/// What one try to read or write gave.
public enum Transfer: Equatable, Sendable {
    case bytes(Int)
    /// Nothing now: wait for readiness.
    case wouldBlock
    /// The peer has ended its side (reading only).
    case end
    case failed(SystemError)
}

/// Non-blocking stream sockets. Never raises SIGPIPE.
public enum Sockets {
    /// Reads what is there, at most the buffer's size.
    public static func receive(_ fd: Int32, into buffer: UnsafeMutableRawBufferPointer) -> Transfer
    {
        while true {
            let count = recv(fd, buffer.baseAddress, buffer.count, 0)
            if count > 0 { return .bytes(count) }
            if count == 0 { return .end }
            switch errno {
            case EINTR: continue
            case EAGAIN: return .wouldBlock
            default: return .failed(SystemError("recv"))
            }
        }
    }

    /// Writes as much as the socket takes.
    public static func send(_ fd: Int32, _ bytes: UnsafeRawBufferPointer) -> Transfer {
        while true {
            let count = Glibc.send(fd, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
            if count >= 0 { return .bytes(count) }
            switch errno {
            case EINTR: continue
            case EAGAIN: return .wouldBlock
            default: return .failed(SystemError("send"))
            }
        }
    }

    /// Sends small packets at once. Harmless on a Unix socket, which has no such delay.
    public static func setNoDelay(_ fd: Int32) {
        var on: Int32 = 1
        setsockopt(fd, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(4))
    }

    /// Ends our side of the stream; the peer's bytes can still be read.
    public static func endWriting(_ fd: Int32) {
        _ = Glibc.shutdown(fd, Int32(SHUT_WR))
    }

    /// Closes without retrying EINTR: on Linux the descriptor is gone either way.
    public static func closeDescriptor(_ fd: Int32) {
        _ = close(fd)
    }

    /// The error that made a descriptor ready, as an errno; 0 if none.
    public static func pendingError(_ fd: Int32) -> Int32 {
        var code: Int32 = 0
        var length = socklen_t(4)
        guard getsockopt(fd, SOL_SOCKET, SO_ERROR, &code, &length) == 0 else { return errno }
        return code
    }

    /// The other end's address.
    public static func peer(of fd: Int32) -> SocketAddress? { address(fd, leadline_peer_name) }

    /// This end's address.
    public static func local(of fd: Int32) -> SocketAddress? { address(fd, leadline_socket_name) }

    private static func address(
        _ fd: Int32,
        _ ask: (Int32, UnsafeMutablePointer<sockaddr>?, UnsafeMutablePointer<socklen_t>?) -> Int32
    ) -> SocketAddress? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutableBytes(of: &storage) { bytes in
            let pointer = bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self)
            guard ask(fd, pointer, &length) == 0 else { return nil }
            return SocketAddress(UnsafeRawPointer(pointer))
        }
    }
}
