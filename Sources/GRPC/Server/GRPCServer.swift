import HTTP2
import Logging
import Reactor
import TLS

/// Serves the methods of a router on an HTTP/2 port.
///
///     made ──start──► serving ──shutdown──► draining ──last call, or grace over──► stopped
///
/// Every connection lives on one loop, and its calls' handlers run there. `GET` and `POST /healthz`
/// are answered as plain HTTP.
public final class GRPCServer: Sendable {
    private let core: ServerCore
    private let http2: HTTP2Server
    private let health: HealthService?

    /// - Parameters:
    ///   - interceptors: See every call, in this order.
    ///   - tls: Every connection is TLS with it; none is if it is nil.
    ///   - compression: How responses are compressed for clients that take it, unless a handler
    ///     says otherwise. Requests are understood either way.
    ///   - health: Told of the shutdown; register it in the router to serve it.
    ///   - readiness: `nil` when ready; a reason makes `/healthz` answer 503 with it. Runs on a
    /// loop,
    ///     so it mustn't wait.
    public init(
        router: ServiceRouter, interceptors: [any ServerInterceptor] = [], loops: EventLoopGroup,
        limits: GRPCLimits = .standard, http2: HTTP2Limits = .inner, tls: TLSServer? = nil,
        compression: Compression = .identity, health: HealthService? = nil,
        readiness: (@Sendable () -> String?)? = nil, logger: Logger
    ) {
        let core = ServerCore(
            router: router, interceptors: interceptors, limits: limits, compression: compression,
            readiness: readiness, logger: logger)
        let dispatcher = ServerDispatcher(core: core)
        self.core = core
        self.health = health
        let failures = FailureLog(logger)
        self.http2 = HTTP2Server(
            loops: loops, limits: http2, tls: tls,
            onFailure: { error, peer in failures.write(error, peer) },
            onStream: { _ in dispatcher })
    }

    /// Listens; calls are served when this returns.
    ///
    /// - Parameter port: 0 takes any that is free.
    /// - Returns: The port.
    /// - Throws: When the address can't be had; the error says which.
    public func start(host: String, port: Int) async throws -> Int {
        try await http2.listen(host: host, port: port)
    }

    /// Calls whose handler hasn't returned yet.
    public var activeCallCount: Int { core.activeCallCount }

    /// Calls refused because of `GRPCLimits.concurrentCallsMax`.
    public var refusedCallCount: Int { core.refusedCallCount }

    /// Connections that are open now.
    public var openConnections: Int { http2.openConnections }

    /// What its connections carried and what limits they met.
    public var traffic: HTTP2Traffic { http2.traffic }

    /// Stops in order: health says NOT_SERVING, clients are told to go elsewhere (GOAWAY), running
    /// calls may end. What still runs after `grace` is cancelled. Returns when all is over.
    public func shutdown(grace: Duration) async {
        health?.shutDown()
        for stop in core.router.stops { stop() }
        await http2.shutdown(grace: grace)
    }
}
