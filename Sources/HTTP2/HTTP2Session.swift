import CNghttp2
import Reactor

/// One side of an HTTP/2 connection without any I/O: bytes in, events to the streams' delegates,
/// bytes out. A thin coat over an nghttp2 session.
///
///     open ──drain──► draining ──last stream ends──► finished
///       │                │
///       └──────fault, or a limit exceeded──────────► finished ──lose──► lost
///
/// The library is never entered twice: callbacks only take notes (`SessionEvent`), which are acted
/// on when its receive or send function has returned. Touched only on its connection's loop; tests
/// drive it on their own thread.
final class HTTP2Session {
    enum Role { case client, server }

    let role: Role
    let limits: HTTP2Limits
    let context: ConnectionContext
    /// The library's session; gone once the session is lost.
    private(set) var raw: OpaquePointer!
    private(set) var isLost = false
    private let memory: SessionMemory

    /// Server: who takes a new stream; nil refuses it.
    var onStream: ((HTTP2Stream) -> (any HTTP2StreamDelegate)?)?
    var onNotice: ((SessionNotice) -> Void)?
    /// There is something to send: called once until `didSend`.
    var onOutput: (() -> Void)?

    var events = Ring<SessionEvent>()
    var early = EarlyOutput()
    var encoder = FieldEncoder()
    var incoming = IncomingFields()
    /// HEADERS began, and nothing was heard of them since.
    var areHeadersUnheard = false
    var guardian: AbuseGuard
    var streams = StreamTable()
    /// Client: requests that were taken back before they left, and whose turn hasn't come yet.
    var abandonedCount = 0
    /// Bytes that wait to be sent, on all streams.
    var bufferedCount = 0
    /// Bytes that left in DATA frames so far.
    var sentDataCount = 0
    var isDraining = false
    var peerIsLeaving = false
    var hasAnnouncedOutput = false
    /// Why the session ends, when it wasn't asked to.
    var fault: HTTP2Error?
    var pendingFault: (HTTP2ErrorCode, HTTP2Error)?
    /// The time of what is being received or sent; set by whoever drives the session.
    var now: MonotonicTime

    init(role: Role, limits: HTTP2Limits, context: ConnectionContext, now: MonotonicTime) throws {
        self.role = role
        self.limits = limits
        self.context = context
        self.now = now
        guardian = AbuseGuard(limits: limits, now: now)
        let memory = context.loop?.local { SessionMemory() } ?? SessionMemory()
        self.memory = memory
        raw = try SessionSetup.makeSession(
            role, limits, memory, Unmanaged.passUnretained(self).toOpaque())
        try SessionSetup.submitPreface(raw, role, limits)
    }

    deinit {
        if let raw { nghttp2_session_del(raw) }
    }

    var wantsToWrite: Bool { early.count > 0 || nghttp2_session_want_write(raw) != 0 }

    /// Neither side has anything to say any more.
    var isFinished: Bool {
        isLost || (nghttp2_session_want_read(raw) == 0 && !wantsToWrite)
    }

    /// What the peer sends costs more than it carries.
    var isStrained: Bool { guardian.isStrained(now) }

    /// The connection is gone: closes every stream and the library's session. Again is harmless.
    func lose(_ sentence: String) {
        guard !isLost else { return }
        isLost = true
        for stream in streams.removeAll() where !stream.isClosed {
            stream.isClosed = true
            let reason: StreamCloseReason =
                stream.resetByUs.map { .reset($0, byPeer: false) }
                ?? (stream.didLeave ? .connectionLost(sentence) : .unprocessed)
            events.append(.closed(stream, reason))
        }
        nghttp2_session_del(raw)
        raw = nil
        dispatch()
    }

    func didMakeOutput() {
        guard !hasAnnouncedOutput else { return }
        hasAnnouncedOutput = true
        onOutput?()
    }

    /// Tells the delegates what was noted. They may send, reset, open and lose in there.
    func dispatch() {
        while let event = events.popFirst() { deliver(event) }
    }

    private func deliver(_ event: consuming SessionEvent) {
        switch consume event {
        case .headers(let stream, let fields, let endStream):
            guard isHeard(stream) else { return }
            deliverHeaders(stream, fields, endStream)
        case .data(let stream, let bytes, let endStream):
            guard isHeard(stream) else { return }
            stream.handler?.streamDidReceiveData(stream, bytes, endStream: endStream)
        case .trailers(let stream, let fields):
            guard isHeard(stream) else { return }
            stream.handler?.streamDidReceiveTrailers(stream, fields)
        case .drained(let stream):
            guard !stream.isOver else { return }
            stream.handler?.streamDidDrain(stream)
        case .closed(let stream, let reason):
            deliverClose(stream, reason)
        case .notice(let notice):
            onNotice?(notice)
        }
    }

    /// Not after a reset of ours, nor one that the peer provoked. And whatever a client at fault
    /// sent along with the reason is dropped, so that an attack's last batch costs nothing above
    /// this layer.
    private func isHeard(_ stream: HTTP2Stream) -> Bool {
        stream.resetByUs == nil && !stream.isProvoked && (fault == nil || role == .client)
    }

    private func deliverHeaders(
        _ stream: HTTP2Stream, _ fields: [HeaderField], _ endStream: Bool
    ) {
        if role == .server {
            // Reset in the same breath as it was opened: nobody needs to hear of it.
            guard !stream.isClosed else { return }
            guard let delegate = onStream?(stream) else { return stream.reset(.refusedStream) }
            if stream.handler == nil { stream.handler = delegate }
        }
        stream.handler?.streamDidReceiveHeaders(stream, fields, endStream: endStream)
    }

    private func deliverClose(_ stream: HTTP2Stream, _ reason: StreamCloseReason) {
        let handler = stream.handler
        stream.handler = nil
        stream.session = nil
        // Nobody heard of a stream that has no handler.
        guard let handler else { return }
        handler.streamDidClose(stream, reason)
        onNotice?(.streamEnded)
    }
}
