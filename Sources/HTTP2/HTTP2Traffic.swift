import Synchronization

/// What a server's connections carried and what limits they met, over all loops, for metrics. Each
/// figure is an atomic without order: it is touched once a read, a write or a connection.
public final class HTTP2Traffic: Sendable {
    private let receivedByteCount = Atomic<Int64>(0)
    private let sentByteCount = Atomic<Int64>(0)
    private let acceptedCount = Atomic<Int64>(0)
    private let overConnectionsMax = Atomic<Int64>(0)
    private let overStreamsMax = Atomic<Int64>(0)
    private let overAbuseLimits = Atomic<Int64>(0)
    private let overTime = Atomic<Int64>(0)

    /// Bytes of HTTP/2 received, TLS not counted.
    public var receivedBytes: Int64 { receivedByteCount.load(ordering: .relaxed) }
    /// Bytes of HTTP/2 sent, TLS not counted.
    public var sentBytes: Int64 { sentByteCount.load(ordering: .relaxed) }
    /// Connections that were taken.
    public var acceptedConnections: Int64 { acceptedCount.load(ordering: .relaxed) }
    /// Connections closed at once: `HTTP2Limits.connectionsMax`.
    public var refusedConnections: Int64 { overConnectionsMax.load(ordering: .relaxed) }
    /// Streams refused: `HTTP2Limits.streamsPerLoopMax`.
    public var refusedStreams: Int64 { overStreamsMax.load(ordering: .relaxed) }
    /// Connections closed because the peer went over a limit of frames, resets or buffers.
    public var abusiveConnections: Int64 { overAbuseLimits.load(ordering: .relaxed) }
    /// Connections closed because the peer was silent for too long.
    public var silentConnections: Int64 { overTime.load(ordering: .relaxed) }

    init() {}

    func received(_ count: Int) { receivedByteCount.wrappingAdd(Int64(count), ordering: .relaxed) }
    func sent(_ count: Int) { sentByteCount.wrappingAdd(Int64(count), ordering: .relaxed) }
    func accepted() { acceptedCount.wrappingAdd(1, ordering: .relaxed) }
    func refusedConnection() { overConnectionsMax.wrappingAdd(1, ordering: .relaxed) }
    func refusedStream() { overStreamsMax.wrappingAdd(1, ordering: .relaxed) }

    /// A connection has ended, for this reason.
    func closed(_ error: HTTP2Error?) {
        switch error?.code {
        case .limitExceeded?: overAbuseLimits.wrappingAdd(1, ordering: .relaxed)
        case .timedOut?: overTime.wrappingAdd(1, ordering: .relaxed)
        default: break
        }
    }
}
