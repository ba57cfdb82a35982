import Reactor

/// Everything that a peer could otherwise make grow without bound, in one table per listener or
/// client connection. FEATURES: the platform's limits.
public struct HTTP2Limits: Sendable {
    /// Connections of one listener; one more is closed at once.
    public var connectionsMax = 4_096
    /// Streams that the peer may have open on one connection (SETTINGS).
    public var concurrentStreamsMax = 4_096
    /// Streams open on all connections of one loop; one more is refused, safe to be sent again.
    public var streamsPerLoopMax = 65_536
    /// Client: requests kept back while the peer's own stream limit is reached.
    public var queuedStreamsMax = 4_096
    /// Names and values of one header list, plus 32 for each field (RFC 9113 section 6.5.2).
    public var headerListBytesMax = 32_768
    /// Received bytes of one stream that wait to be consumed: its flow-control window.
    public var streamWindowBytes = 262_144
    /// The same for all streams of a connection together.
    public var connectionWindowBytes = 4_194_304
    /// Bytes of one stream that wait to be sent; more resets it.
    public var bufferedBytesPerStreamMax = 8_388_608
    /// The same for a connection; more closes it: the peer doesn't read.
    public var bufferedBytesPerConnectionMax = 67_108_864
    /// Server: a connection on which bytes wait for this long while the peer takes fewer than
    /// `stallBytesMin` is closed (zero windows, slow readers); nil never looks.
    public var stallTimeout: Microseconds? = .seconds(60)
    public var stallBytesMin = 16_384
    /// A stream whose waiting bytes fall to this calls `streamDidDrain`.
    public var drainMarkBytes = 32_768
    /// RST_STREAM frames that the peer sends (rapid reset, CVE-2023-44487). Honest clients cancel.
    public var peerResets = RateLimit(burst: 10_000, perSecond: 2_000)
    /// RST_STREAM frames that the peer's faults make us send (CVE-2025-8671).
    public var provokedResets = RateLimit(burst: 1_000, perSecond: 100)
    /// PING, SETTINGS, PRIORITY and empty DATA frames: they cost work and carry nothing.
    public var controlFrames = RateLimit(burst: 4_000, perSecond: 1_000)
    /// HEADERS of streams that have ended. Honest peers send them too: trailers that were under way
    /// when we reset the stream.
    public var strayHeaders = RateLimit(burst: 10_000, perSecond: 2_000)
    /// PING and SETTINGS acknowledgements that wait to be sent.
    public var outboundAcksMax = 1_000
    /// Entries of one SETTINGS frame.
    public var settingsEntriesMax = 32
    /// CONTINUATION frames of one header list (CVE-2024-28182).
    public var continuationsMax = 8
    /// From connecting to the peer's first SETTINGS.
    public var handshakeTimeout: Microseconds = .seconds(10)
    /// A connection that was silent for this long is asked for a sign of life; nil never asks.
    public var keepaliveInterval: Microseconds? = .seconds(30)
    /// A connection that doesn't answer that is closed.
    public var keepaliveTimeout: Microseconds = .seconds(10)
    /// A connection with no stream for this long is drained and closed; nil keeps it.
    public var idleTimeout: Microseconds?
    /// Between the first GOAWAY (stop sending) and the last (these I take): at most this long.
    public var drainNotice: Microseconds = .seconds(1)
    /// Bytes read from one connection in one turn, at most; see `ReadShare`.
    public var readBytesPerTurn = 65_536
    /// The same for one that is new, or whose frames cost more than they carry.
    public var readBytesAtFirst = 1_024
    /// Bytes written to one connection in one turn.
    public var writeBytesPerTurn = 1_048_576

    public init() {}

    /// Between our own services: wide, since an honest peer's many cancellations look like abuse.
    /// While a link of theirs is silent nothing is sold, so that is noticed sooner.
    public static let inner: HTTP2Limits = {
        var limits = HTTP2Limits()
        limits.keepaliveInterval = .seconds(10)
        limits.keepaliveTimeout = .seconds(5)
        return limits
    }()

    /// Towards strangers: narrow.
    public static let outer: HTTP2Limits = {
        var limits = HTTP2Limits()
        limits.concurrentStreamsMax = 256
        limits.headerListBytesMax = 16_384
        limits.streamWindowBytes = 65_535
        limits.connectionWindowBytes = 1_048_576
        limits.bufferedBytesPerConnectionMax = 16_777_216
        limits.stallTimeout = .seconds(30)
        limits.readBytesPerTurn = 16_384
        limits.writeBytesPerTurn = 65_536
        limits.peerResets = RateLimit(burst: 1_000, perSecond: 100)
        limits.provokedResets = RateLimit(burst: 100, perSecond: 10)
        limits.controlFrames = RateLimit(burst: 1_000, perSecond: 100)
        limits.strayHeaders = RateLimit(burst: 1_000, perSecond: 100)
        limits.outboundAcksMax = 100
        limits.handshakeTimeout = .seconds(5)
        limits.idleTimeout = .seconds(300)
        return limits
    }()
}
