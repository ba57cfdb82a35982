import Reactor
import TLS

/// A server's connections on one loop.
///
///     serving ──drain──► draining ──no connection left, or the deadline──► empty
///
/// Loop-bound.
final class ServerPart {
    private let loop: EventLoop
    private let limits: HTTP2Limits
    private let count: ConnectionCount
    private let traffic: HTTP2Traffic
    private let onFailure: HTTP2Server.OnFailure
    private let onStream: HTTP2Server.OnStream
    private var connections: [ObjectIdentifier: HTTP2Connection] = [:]
    private var streamCount = 0
    private var isDraining = false
    private var deadlineTimer: TimerHandle?
    private var waiting: [() -> Void] = []

    init(
        _ loop: EventLoop, _ limits: HTTP2Limits, _ count: ConnectionCount,
        _ traffic: HTTP2Traffic, _ onFailure: @escaping HTTP2Server.OnFailure,
        _ onStream: @escaping HTTP2Server.OnStream
    ) {
        self.loop = loop
        self.limits = limits
        self.count = count
        self.traffic = traffic
        self.onFailure = onFailure
        self.onStream = onStream
    }

    /// Takes over an accepted descriptor, which `count` has counted.
    func add(_ descriptor: Int32, _ tls: TLSServer?) {
        let peer = Sockets.peer(of: descriptor)?.description ?? "unknown"
        do {
            guard !isDraining else { throw HTTP2Error(.notUsable, "The server shuts down.") }
            let transport: any ByteTransport =
                if let tls {
                    try TLSTransport(accepted: descriptor, tls, on: loop)
                } else {
                    PlainTransport(descriptor, on: loop)
                }
            let connection = try HTTP2Connection(
                transport, role: .server, limits: limits, peer: peer, loop: loop)
            connection.traffic = traffic
            try begin(connection)
            traffic.accepted()
        } catch {
            Sockets.closeDescriptor(descriptor)
            count.give()
        }
    }

    private func begin(_ connection: HTTP2Connection) throws {
        let key = ObjectIdentifier(connection)
        connection.session.onStream = { [unowned self] in open($0) }
        connection.onNotice = { [unowned self] notice in
            if case .streamEnded = notice { streamCount -= 1 }
        }
        try connection.start()
        connection.onClose = { [unowned self, unowned connection] error in
            traffic.closed(error)
            if let error, !connection.didShakeHands {
                onFailure(error, connection.session.context.peer)
            }
            count.give()
            connections[key] = nil
            finishDrainIfEmpty()
        }
        connections[key] = connection
    }

    private func open(_ stream: HTTP2Stream) -> (any HTTP2StreamDelegate)? {
        guard streamCount < limits.streamsPerLoopMax else {
            traffic.refusedStream()
            return nil
        }
        guard let delegate = onStream(stream) else { return nil }
        streamCount += 1
        return delegate
    }

    func drain(until deadline: MonotonicTime, _ done: @escaping () -> Void) {
        isDraining = true
        waiting.append(done)
        for connection in connections.values { connection.drain() }
        deadlineTimer?.cancel()
        deadlineTimer = loop.schedule(at: deadline) { [self] in
            let error = HTTP2Error(.notUsable, "The server shut down.")
            for connection in Array(connections.values) { connection.close(error) }
        }
        finishDrainIfEmpty()
    }

    private func finishDrainIfEmpty() {
        guard isDraining, connections.isEmpty else { return }
        deadlineTimer?.cancel()
        deadlineTimer = nil
        let done = waiting
        waiting = []
        for body in done { body() }
    }
}
