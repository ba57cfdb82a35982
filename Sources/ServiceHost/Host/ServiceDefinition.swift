public import GRPC
public import HTTP2

/// A service: which one it is, and how it is put together from what the host gives it. This is
/// the one place of a service where live dependencies are named.
public struct ServiceDefinition: Sendable {
    /// Which one it is.
    public let kind: ServiceKind
    /// Makes its parts. Runs on the first loop, once PostgreSQL is there, migrated, and its
    /// markets are loaded.
    public let assemble: @Sendable (HostResources) async throws -> ServiceParts

    /// A service.
    public init(
        _ kind: ServiceKind,
        assemble: @escaping @Sendable (HostResources) async throws -> ServiceParts
    ) {
        self.kind = kind
        self.assemble = assemble
    }
}

/// What a service consists of.
public struct ServiceParts: Sendable {
    /// What runs as long as the service does. Ending early, but by cancellation, is a failure
    /// that ends the program, so that its supervisor starts it anew.
    public struct Background: Sendable {
        /// For the log.
        public let name: String
        let run: @Sendable () async throws -> Void

        /// A task; it ends when it is cancelled.
        public init(_ name: String, _ run: @escaping @Sendable () async throws -> Void) {
            self.name = name
            self.run = run
        }
    }

    /// Its RPCs. Health is added by the host.
    public var router: ServiceRouter
    /// Its tasks.
    public var background: [Background]
    /// Limits of its calls.
    public var limits: GRPCLimits
    /// Limits of its connections: `.outer` where strangers connect.
    public var http2: HTTP2Limits
    /// Runs when the service is to stop, before the server drains: streams that never end by
    /// themselves are ended here.
    public var willStop: @Sendable () async -> Void

    /// Parts; all but the RPCs have defaults.
    public init(
        router: ServiceRouter, background: [Background] = [], limits: GRPCLimits = .standard,
        http2: HTTP2Limits = .inner, willStop: @escaping @Sendable () async -> Void = {}
    ) {
        self.router = router
        self.background = background
        self.limits = limits
        self.http2 = http2
        self.willStop = willStop
    }
}
