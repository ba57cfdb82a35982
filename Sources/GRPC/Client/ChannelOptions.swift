import HTTP2
import TLS

/// How a channel behaves.
public struct ChannelOptions: Sendable {
    public var limits: GRPCLimits
    public var http2: HTTP2Limits
    /// Whether calls wait for a connection by default; see `CallOptions.waitForReady`.
    public var waitForReady: Bool
    /// What is compressed, unless a call has it differently.
    public var compression: CallCompression
    /// How long to wait between attempts to connect.
    public var reconnect: Backoff
    /// How often UNAVAILABLE is tried again on idempotent methods.
    public var retry: RetryPolicy
    /// With it, addresses are TLS unless they begin with `http://`. Without it, those that begin
    /// with `https://` are, verified against the system's CAs.
    public var tls: TLSClient?
    /// One attempt to connect fails after this long.
    public var connectTimeout: Duration
    /// Seen on every call, in this order.
    public var interceptors: [any ClientInterceptor]

    public init(
        limits: GRPCLimits = .standard, http2: HTTP2Limits = .inner, waitForReady: Bool = false,
        compression: CallCompression = .none,
        reconnect: Backoff = .reconnect, retry: RetryPolicy = .standard,
        tls: TLSClient? = nil, connectTimeout: Duration = .seconds(5),
        interceptors: [any ClientInterceptor] = []
    ) {
        self.limits = limits
        self.http2 = http2
        self.waitForReady = waitForReady
        self.compression = compression
        self.reconnect = reconnect
        self.retry = retry
        self.tls = tls
        self.connectTimeout = connectTimeout
        self.interceptors = interceptors
    }
}
