import CNghttp2
import Reactor
import TLS

/// One request and its response.
///
///     sending    idle ──headers──► open ──end or trailers──► ended
///     receiving  idle ──headers──► open ──end────────────► ended
///     any ──reset, by either side, or connection lost──► closed ──streamDidClose──► released
///
/// What is sent on a closed stream is dropped without a word: the delegate learns of the close in
/// its turn, and until then need not know.
///
/// `@unchecked Sendable`: every public entrance traps off the connection's loop, and the library
/// below calls in there only.
public final class HTTP2Stream: @unchecked Sendable {
    enum Side { case idle, open, ended }

    enum Trailers {
        case none
        case list([HeaderField])
        case block(HeaderBlock)
    }

    /// The stream's number on its connection: odd, as clients make them.
    public internal(set) var id: Int32

    let context: ConnectionContext
    var session: HTTP2Session?
    var handler: (any HTTP2StreamDelegate)?
    /// Its place in the session's table.
    var slot = -1

    var outgoing = OutgoingData()
    var trailers = Trailers.none
    var sending = Side.idle
    var receiving = Side.idle
    /// The library asked for data and found none.
    var isDeferred = false
    /// The request's HEADERS frame was handed on: the peer may have seen it.
    var didLeave: Bool
    var drainMark: Int

    /// Received and not yet consumed.
    var unconsumedCount = 0
    var isClosed = false
    var resetByUs: HTTP2ErrorCode?
    var resetByPeer: HTTP2ErrorCode?
    /// It was the peer's fault that we, or the library, reset it.
    var isProvoked = false
    /// The next field list is the trailers.
    var didReceiveHeaders = false

    init(id: Int32, session: HTTP2Session, didLeave: Bool) {
        self.id = id
        self.session = session
        self.didLeave = didLeave
        context = session.context
        drainMark = session.limits.drainMarkBytes
    }

    /// Who is told what happens; kept until `streamDidClose`. May be exchanged at any time.
    public var delegate: (any HTTP2StreamDelegate)? {
        get { handler }
        set {
            check()
            guard session != nil else { return }
            handler = newValue
        }
    }

    /// The loop that the connection lives on.
    public var loop: EventLoop { context.loop! }

    /// The other end's address as text.
    public var peer: String { context.peer }

    /// Who the peer is, if it showed a certificate that was verified.
    public var peerCertificate: PeerCertificate? { context.peerCertificate }

    /// What the layers above keep for the connection.
    public var locals: ConnectionLocals { context.locals }

    /// Bytes given to `sendData` that aren't yet in a frame: the measure for back-pressure.
    public var bufferedBytes: Int { outgoing.count }

    /// `streamDidDrain` comes when `bufferedBytes` falls to this from above; at first
    /// `HTTP2Limits.drainMarkBytes`.
    public var drainMarkBytes: Int {
        get { drainMark }
        set {
            check()
            drainMark = newValue
        }
    }

    /// Nothing more can be received or sent.
    public var isOver: Bool { isClosed || resetByUs != nil }

    @inline(__always)
    func check() {
        context.loop?.preconditionCurrent()
    }
}
