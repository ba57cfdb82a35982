import Reactor

/// A session on a socket: reads once per readiness, as much as `ReadShare` says, packs what all
/// streams send in a turn into one write at its end, and watches the peer's pulse.
///
///     opening ──TLS handshake──► open ──session finished, fault, or transport lost──► closed
///
/// Loop-bound: made, used and let go of on its loop.
final class HTTP2Connection {
    let loop: EventLoop
    let session: HTTP2Session
    let transport: any ByteTransport
    let buffers: LoopBuffers
    var registration: Registration?
    /// Packed, and not taken by the transport.
    var unsent: [UInt8] = []
    var unsentOffset = 0
    /// The socket is full; meanwhile no more DATA is packed.
    var isBlocked = false
    /// The transport's handshake, if it has one, is over.
    var isOpen: Bool
    var watch: ConnectionWatch
    var share: ReadShare
    /// The peer doesn't take what it asked for: it gives no window, or its socket is full.
    var answersWait = false
    /// It will be read when the others had their turn.
    var isReadLast = false
    /// The peer has sent its SETTINGS: it speaks HTTP/2.
    private(set) var didShakeHands = false
    var timer: TimerHandle?
    var timerDue = MonotonicTime.distantFuture
    var isFlushScheduled = false
    private(set) var isClosed = false
    /// Kept for the end of many turns, so that none has to allocate it.
    private var flushBody: (() -> Void)?
    var drainTimer: TimerHandle?
    /// Where bytes are counted, for servers.
    var traffic: HTTP2Traffic?

    /// Told what the session notices.
    var onNotice: ((SessionNotice) -> Void)?
    /// Told once, last; a sentence says why.
    var onClose: ((HTTP2Error?) -> Void)?

    init(
        _ transport: any ByteTransport, role: HTTP2Session.Role, limits: HTTP2Limits,
        peer: String, loop: EventLoop
    ) throws {
        self.loop = loop
        self.transport = transport
        let context = ConnectionContext(loop: loop, peer: peer)
        session = try HTTP2Session(role: role, limits: limits, context: context, now: loop.now)
        buffers = loop.local { LoopBuffers() }
        watch = ConnectionWatch(limits: limits, now: loop.now)
        share = ReadShare(limits)
        isOpen = transport.isOpen
    }

    /// Begins to read and write.
    func start() throws {
        registration = try loop.register(transport.descriptor, .read) { [self] in ready($0) }
        flushBody = { [self] in flush() }
        session.onOutput = { [unowned self] in scheduleFlush() }
        session.onNotice = { [unowned self] in notice($0) }
        if case .failed(let error) = transport.start() { return close(error) }
        if transport.hasUnsentOutput { block() }
        scheduleFlush()
        rearm()
    }

    func scheduleFlush() {
        guard !isFlushScheduled, let flushBody else { return }
        isFlushScheduled = true
        loop.atEndOfTurn(flushBody)
    }

    private func notice(_ notice: SessionNotice) {
        switch notice {
        case .settings:
            didShakeHands = true
            watch.didFinishHandshake()
            rearm()
        case .pong(HTTP2Session.drainPing): session.concludeDrain()
        case .goAway, .streamEnded, .pong: break
        }
        onNotice?(notice)
    }

    /// The first half of a graceful end: see `HTTP2Session.announceDrain`.
    func drain() {
        guard !isClosed else { return }
        // Nothing can have been asked of it yet.
        guard isOpen else { return close(nil) }
        guard session.role == .server else { return session.concludeDrain() }
        session.announceDrain()
        guard drainTimer == nil else { return }
        drainTimer = loop.schedule(after: session.limits.drainNotice) { [unowned self] in
            session.concludeDrain()
        }
    }

    /// Ends it at once: the streams end with this sentence, then the owner is told.
    func close(_ error: HTTP2Error?) {
        guard !isClosed else { return }
        isClosed = true
        registration?.cancel()
        registration = nil
        timer?.cancel()
        drainTimer?.cancel()
        flushBody = nil
        // GOAWAY, and the answers before it, unless the peer or the network ended the connection.
        let isOurs = error == nil || session.fault != nil
        transport.close(lingering: isOurs && session.role == .server)
        session.onOutput = nil
        session.lose(error?.message ?? "The connection was closed.")
        session.onStream = nil
        session.onNotice = nil
        let onClose = self.onClose
        self.onClose = nil
        onNotice = nil
        onClose?(error)
    }
}
