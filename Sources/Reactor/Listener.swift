import CLinux
import Glibc
import Synchronization

/// A listening socket whose connections are dealt out to the loops of a group, round robin.
///
///     listening ──out of descriptors──► resting ──acceptPause──► listening
///     any ──close()──► closed
///
/// One acceptor for all loops: SO_REUSEPORT would pin a balancer's few connections to few loops,
/// and reset queued ones when a socket closes.
///
/// `@unchecked Sendable`: the constants are set by `init`; every `var` is touched only on
/// `acceptLoop`.
public final class Listener: @unchecked Sendable {
    /// Called on the loop that the connection belongs to; owns the descriptor from then on.
    public typealias OnAccept = @Sendable (Int32, EventLoop) -> Void
    /// Called on the accepting loop when accepting fails, and rests for a while.
    public typealias OnFailure = @Sendable (SystemError) -> Void

    /// Where it really listens: the port is the kernel's choice if 0 was asked.
    public let address: SocketAddress
    private let fd: Int32
    private let group: EventLoopGroup
    private let acceptLoop: EventLoop
    private let onAccept: OnAccept
    private let onFailure: OnFailure
    private var registration: Registration?
    private var rest: TimerHandle?
    private var isClosed = false
    private var dealt = 0

    /// Binds and listens at once; accepting begins on the group's next loop.
    /// - Throws: `SystemError` from bind or listen, as EADDRINUSE.
    public init(
        _ address: SocketAddress, group: EventLoopGroup,
        onFailure: @escaping OnFailure = { _ in }, onAccept: @escaping OnAccept
    ) throws {
        fd = try Self.bound(address, backlog: group.loops[0].limits.listenBacklog)
        self.address = Sockets.local(of: fd) ?? address
        self.group = group
        self.onAccept = onAccept
        self.onFailure = onFailure
        acceptLoop = group.next()
        acceptLoop.execute { self.resume() }
    }

    /// The port it listens on; 0 for a Unix socket.
    public var port: Int { Int(address.port ?? 0) }

    /// Stops accepting and closes the socket; connections that it accepted live on. The path of
    /// a Unix socket stays. Any thread; again is harmless.
    public func close() {
        acceptLoop.execute { self.closeNow() }
    }

    /// As `close`, and returns when the port is free.
    public func closeAndWait() async {
        await withUnsafeContinuation { continuation in
            acceptLoop.execute {
                self.closeNow()
                continuation.resume()
            }
        }
    }

    private func closeNow() {
        guard !isClosed else { return }
        isClosed = true
        registration?.cancel()
        registration = nil
        rest?.cancel()
        Sockets.closeDescriptor(fd)
    }

    private func resume() {
        guard !isClosed else { return }
        do {
            registration = try acceptLoop.register(fd, .read) { [unowned self] _ in accept() }
        } catch {
            pause(error as? SystemError ?? SystemError("epoll_ctl"))
        }
    }

    private func accept() {
        for _ in 0..<acceptLoop.limits.acceptsPerTurn {
            let accepted = leadline_accept(fd, nil, nil)
            if accepted >= 0 {
                deal(accepted)
                continue
            }
            switch errno {
            case EAGAIN: return
            // The peer had gone already, or its packet was bad: the next one may be fine.
            case EINTR, ECONNABORTED, EPROTO, ENETDOWN, ENOPROTOOPT, EHOSTDOWN, ENONET,
                EHOSTUNREACH, EOPNOTSUPP, ENETUNREACH, EPERM:
                continue
            default: return pause(SystemError("accept4"))
            }
        }
    }

    private func deal(_ accepted: Int32) {
        if address.family != AF_UNIX { Sockets.setNoDelay(accepted) }
        let loop = group.loops[dealt % group.loops.count]
        dealt &+= 1
        let onAccept = self.onAccept
        loop.execute { onAccept(accepted, loop) }
    }

    /// Out of descriptors or memory: what waits stays in the kernel's queue. Watching on would
    /// spin, since the socket stays readable.
    private func pause(_ error: SystemError) {
        registration?.cancel()
        registration = nil
        rest = acceptLoop.schedule(after: acceptLoop.limits.acceptPause) { [unowned self] in
            resume()
        }
        onFailure(error)
    }

    private static func bound(_ address: SocketAddress, backlog: Int32) throws -> Int32 {
        let fd = leadline_socket(address.family)
        guard fd >= 0 else { throw SystemError("socket") }
        var on: Int32 = 1
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(4))
        let bound = address.withSockaddr { leadline_bind(fd, $0, $1) }
        guard bound == 0 else { throw failure("bind", fd) }
        guard listen(fd, backlog) == 0 else { throw failure("listen", fd) }
        return fd
    }

    private static func failure(_ call: String, _ fd: Int32) -> SystemError {
        let error = SystemError(call)
        Sockets.closeDescriptor(fd)
        return error
    }
}
