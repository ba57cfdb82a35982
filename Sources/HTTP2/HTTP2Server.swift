import Reactor
import Synchronization
import TLS

/// Listens, and hands each new stream to a delegate on its connection's loop.
///
///     idle ──listen──► serving ──shutdown──► draining ──last connection, or grace is over──►
/// closed
public final class HTTP2Server: Sendable {
    /// Who takes a new stream, on its loop; nil refuses it (REFUSED_STREAM, safe to send again).
    public typealias OnStream = @Sendable (HTTP2Stream) -> (any HTTP2StreamDelegate)?
    /// Told on its loop why a connection ended before it was one: a handshake failed or took too
    /// long. Strangers can make it happen at will.
    public typealias OnFailure = @Sendable (HTTP2Error, _ peer: String) -> Void

    private let loops: EventLoopGroup
    private let limits: HTTP2Limits
    private let parts: [LoopBound<ServerPart>]
    private let listeners = Mutex<[Listener]>([])
    private let connectionCount: ConnectionCount
    /// What it carried, for metrics.
    public let traffic = HTTP2Traffic()
    private let tls: TLSServer?

    /// - Parameter tls: Every connection is TLS with it; none is if it is nil.
    public init(
        loops: EventLoopGroup, limits: HTTP2Limits = .inner,
        tls: TLSServer? = nil, onFailure: @escaping OnFailure = { _, _ in },
        onStream: @escaping OnStream
    ) {
        self.loops = loops
        self.limits = limits
        self.tls = tls
        let count = ConnectionCount()
        let traffic = traffic
        connectionCount = count
        parts = loops.loops.map { loop in
            LoopBound(ServerPart(loop, limits, count, traffic, onFailure, onStream), on: loop)
        }
    }

    /// Resolves the host, binds its first address and serves. Port 0 lets the kernel choose.
    /// - Returns: the port.
    /// - Throws: `ResolveError`, `SystemError`; `HTTP2Error` after a shutdown.
    public func listen(host: String, port: Int) async throws -> Int {
        let addresses = try await SocketAddress.resolve(host: host, port: UInt16(clamping: port))
        guard let address = addresses.first else {
            throw HTTP2Error(.transport, "The host to listen on has no address.")
        }
        return try listen(on: address).port
    }

    /// Binds an address and serves.
    public func listen(on address: SocketAddress) throws -> Listener {
        let listener = try Listener(address, group: loops) { [self] descriptor, loop in
            accept(descriptor, loop)
        }
        listeners.withLock { $0.append(listener) }
        return listener
    }

    /// Connections that are open now.
    public var openConnections: Int { connectionCount.value }

    private func accept(_ descriptor: Int32, _ loop: EventLoop) {
        guard connectionCount.take(limits.connectionsMax) else {
            traffic.refusedConnection()
            return Sockets.closeDescriptor(descriptor)
        }
        let part = parts.first { $0.loop === loop }!.value
        part.add(descriptor, tls)
    }

    /// Stops listening, tells every peer to go away, waits for open streams at most `grace`, then
    /// closes what is left. Returns when everything is closed.
    public func shutdown(grace: Duration) async {
        let listening = listeners.withLock { listeners in
            defer { listeners = [] }
            return listeners
        }
        for listener in listening { await listener.closeAndWait() }
        let deadline = MonotonicTime.read() + Microseconds(grace)
        await withDiscardingTaskGroup { group in
            for part in parts {
                group.addTask {
                    await withUnsafeContinuation { continuation in
                        part.execute { $0.drain(until: deadline) { continuation.resume() } }
                    }
                }
            }
        }
    }
}

/// How many connections a server has, over all of its loops.
final class ConnectionCount: Sendable {
    private let count = Atomic<Int>(0)

    var value: Int { count.load(ordering: .relaxed) }

    /// False when there are `limit` already.
    func take(_ limit: Int) -> Bool {
        guard count.wrappingAdd(1, ordering: .relaxed).oldValue < limit else {
            give()
            return false
        }
        return true
    }

    func give() {
        count.wrappingSubtract(1, ordering: .relaxed)
    }
}
