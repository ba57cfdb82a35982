public import GRPC
public import Logging
public import Market
public import Reactor
public import TLS

/// A channel to another service of the exchange, with the credentials that it asks for.
///
///     let scoring = try ServiceChannel(to: .scoring, settings, loops: loops, logger: logger)
///     let reply = try await scoring.call(
///         ScoringMethods.assess, request, for: caller.tenant, deadline: context.deadline)
public struct ServiceChannel: Sendable {
    /// The channel itself, for streams.
    public let channel: GRPCChannel
    /// Nil where the certificate says who calls.
    private let authorization: String?

    /// A channel to a service's addresses in the settings. Connects when first used.
    ///
    /// - Parameter tls: With it, the connection shows who calls; without it, the token does.
    /// - Throws: `RPCError` when an address can't be read.
    public init(
        to service: ServiceKind, _ settings: HostSettings, tls: TLSClient? = nil,
        loops: EventLoopGroup, options: ChannelOptions = ChannelOptions(), logger: Logger
    ) throws {
        var options = options
        options.tls = tls
        let targets = settings.addresses[service] ?? ["127.0.0.1:\(service.defaultPort)"]
        channel = try GRPCChannel(
            targets: targets, loops: loops, options: options, logger: logger)
        authorization = tls == nil ? "Bearer \(settings.tokens.current)" : nil
    }

    /// Options of one call for a tenant: who calls, the tenant, and how long it may take.
    public func options(
        for tenant: TenantID, timeout: Duration? = nil, deadline: Deadline? = nil
    ) throws -> CallOptions {
        var metadata = Metadata()
        if let authorization { try metadata.append("authorization", authorization) }
        try metadata.append(CallerInterceptor.tenantName, tenant.description)
        return CallOptions(timeout: timeout, deadline: deadline, metadata: metadata)
    }

    /// One unary call for a tenant.
    public nonisolated(nonsending) func call<Request, Response>(
        _ method: Method<Request, Response, Unary>, _ request: Request, for tenant: TenantID,
        timeout: Duration? = nil, deadline: Deadline? = nil
    ) async throws -> Response {
        let options = try options(for: tenant, timeout: timeout, deadline: deadline)
        return try await channel.call(method, request, options: options)
    }

    /// Ends its connections.
    public func shutdown() async {
        await channel.shutdown()
    }
}
