import Reactor
import TLS

/// A connection to a server, for many requests at the same time.
///
///     connecting ──SETTINGS──► usable ──GOAWAY, drain──► draining ──last stream──► closed
///         any ──lost, timed out──► closed
///
/// `@unchecked Sendable`: every member traps off the connection's loop; only the reference travels.
public final class HTTP2ClientConnection: @unchecked Sendable {
    public let loop: EventLoop
    private let connection: HTTP2Connection
    private var settled: ((HTTP2Error?) -> Void)?
    private var didSettle = false
    private var closeError: HTTP2Error?
    private var goAwayHandler: (() -> Void)?
    private var closeHandler: ((HTTP2Error?) -> Void)?
    private var capacityHandler: (() -> Void)?

    private init(_ connection: HTTP2Connection, on loop: EventLoop) {
        self.loop = loop
        self.connection = connection
    }

    /// Connects and waits for the server's SETTINGS, so that it is known to be one and its stream
    /// limit is known. Resumes wherever the caller runs.
    /// - Parameters:
    ///   - tls: The connection is TLS with it; plain if it is nil.
    ///   - name: What the server's certificate has to be for.
    /// - Throws: `SystemError`, `HTTP2Error` (`.tls`, `.timedOut` after `handshakeTimeout`),
    ///   `CancellationError`.
    public static func connect(
        to address: SocketAddress, on loop: EventLoop, limits: HTTP2Limits = .inner,
        tls: TLSClient? = nil, name: String = "localhost"
    ) async throws -> HTTP2ClientConnection {
        let descriptor = try await Sockets.connect(to: address, on: loop)
        let attempt = ClientAttempt()
        return try await withTaskCancellationHandler {
            try await withUnsafeThrowingContinuation { continuation in
                loop.execute {
                    attempt.start(address, limits, continuation, loop) {
                        guard let tls else { return PlainTransport(descriptor, on: loop) }
                        do {
                            return try TLSTransport(
                                connected: descriptor, tls, to: name, on: loop)
                        } catch {
                            Sockets.closeDescriptor(descriptor)
                            throw error
                        }
                    }
                }
            }
        } onCancel: {
            loop.execute { attempt.cancel() }
        }
    }

    static func start(
        _ transport: any ByteTransport, _ address: SocketAddress, _ loop: EventLoop,
        _ limits: HTTP2Limits, settled: @escaping (HTTP2Error?) -> Void
    ) throws -> HTTP2ClientConnection {
        let connection = try HTTP2Connection(
            transport, role: .client, limits: limits, peer: address.description, loop: loop)
        let client = HTTP2ClientConnection(connection, on: loop)
        client.settled = settled
        // The connection holds its client until it closes, as its socket's registration holds it.
        connection.onNotice = { client.notice($0) }
        connection.onClose = { client.closed($0) }
        try connection.start()
        return client
    }

    private func notice(_ notice: SessionNotice) {
        switch notice {
        case .settings: settle(nil)
        case .goAway:
            let handler = goAwayHandler
            goAwayHandler = nil
            handler?()
        case .streamEnded: capacityHandler?()
        case .pong: break
        }
    }

    private func settle(_ error: HTTP2Error?) {
        let settled = self.settled
        self.settled = nil
        didSettle = true
        settled?(error)
    }

    private func closed(_ error: HTTP2Error?) {
        closeError = error
        settle(error ?? HTTP2Error(.notUsable, "The server closed the connection."))
        let handler = closeHandler
        closeHandler = nil
        goAwayHandler = nil
        capacityHandler = nil
        handler?(error)
    }

    /// Sends a request; what is sent on the stream in the same turn shares the write.
    /// - Throws: `HTTP2Error` `.notUsable`, `.tooManyStreams`.
    public func open(
        _ fields: [HeaderField], endStream: Bool = false, delegate: any HTTP2StreamDelegate
    ) throws(HTTP2Error) -> HTTP2Stream {
        loop.preconditionCurrent()
        let stream = try connection.session.open(fields, endStream: endStream, delegate: delegate)
        return stream
    }

    /// Requests may be opened: it isn't closed, and neither side has said GOAWAY.
    public var isUsable: Bool {
        loop.preconditionCurrent()
        return !connection.isClosed && connection.session.isUsable
    }

    /// How many more streams the server takes now; `open` queues `queuedStreamsMax` above that.
    public var availableStreams: Int {
        loop.preconditionCurrent()
        return connection.session.availableStreamCount
    }

    /// Streams that are open or queued.
    public var openStreams: Int {
        loop.preconditionCurrent()
        return connection.session.streams.count
    }

    /// The server's address as text.
    public var peer: String { connection.session.context.peer }

    /// Called once when the server says GOAWAY: open requests go on, new ones need another
    /// connection.
    public func onGoAway(_ body: @escaping () -> Void) {
        loop.preconditionCurrent()
        goAwayHandler = body
    }

    /// Called once, last, when the connection is closed; at once if it is. Nil: in good order.
    public func onClose(_ body: @escaping (HTTP2Error?) -> Void) {
        loop.preconditionCurrent()
        guard !connection.isClosed else {
            let error = closeError
            return loop.later { body(error) }
        }
        closeHandler = body
    }

    /// Called whenever a stream has ended: one more may be opened.
    public func onCapacity(_ body: @escaping () -> Void) {
        loop.preconditionCurrent()
        capacityHandler = body
    }

    /// Opens no more streams and closes behind the last.
    public func drain() {
        loop.preconditionCurrent()
        connection.drain()
    }

    /// Closes at once; open streams end with `.connectionLost`.
    public func close() {
        loop.preconditionCurrent()
        connection.close(nil)
    }
}

/// One connection being made, up to the server's SETTINGS.
///
/// `@unchecked Sendable`: every member runs on the loop; the class only travels there.
private final class ClientAttempt: @unchecked Sendable {
    private var client: HTTP2ClientConnection?
    private var isCancelled = false

    func start(
        _ address: SocketAddress, _ limits: HTTP2Limits,
        _ continuation: UnsafeContinuation<HTTP2ClientConnection, any Error>,
        _ loop: EventLoop, _ makeTransport: () throws -> any ByteTransport
    ) {
        let transport: any ByteTransport
        do {
            transport = try makeTransport()
        } catch {
            return continuation.resume(throwing: error)
        }
        guard !isCancelled else {
            transport.close(lingering: false)
            return continuation.resume(throwing: CancellationError())
        }
        do {
            client = try HTTP2ClientConnection.start(transport, address, loop, limits) {
                [self] error in
                let client = self.client
                self.client = nil
                if isCancelled {
                    continuation.resume(throwing: CancellationError())
                } else if let error {
                    continuation.resume(throwing: error)
                } else if let client {
                    continuation.resume(returning: client)
                }
            }
        } catch {
            transport.close(lingering: false)
            continuation.resume(throwing: error)
        }
    }

    func cancel() {
        isCancelled = true
        client?.close()
    }
}
