import HTTP2
import Logging
import Reactor

public final class GRPCServer: Sendable {
    public init(
        router: ServiceRouter, interceptors: [any ServerInterceptor] = [], loops: EventLoopGroup,
        limits: GRPCLimits = .standard, http2: HTTP2Limits = .inner, health: HealthService? = nil,
        readiness: (@Sendable () -> String?)? = nil, logger: Logger
    ) {}

    public func start(host: String, port: Int) async throws -> Int {
        preconditionFailure("unwritten")
    }

    public func shutdown(grace: Duration) async {}
}
