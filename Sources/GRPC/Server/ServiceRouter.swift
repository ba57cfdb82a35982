import SwiftProtobuf

/// Which handler serves which method.
public struct ServiceRouter: Sendable {
    private(set) var routes: [String: ServerRoute] = [:]
    /// What ends calls that would hold a server's stop.
    private(set) var stops: [@Sendable () -> Void] = []

    public init() {}

    /// The full names of the services that have a method here, sorted.
    public var services: [String] { Set(routes.values.map(\.service)).sorted() }

    /// The paths that are served, sorted.
    public var paths: [String] { routes.keys.sorted() }

    /// Serves a method with one request and one response.
    ///
    /// The handler runs on the call's loop. What it throws becomes the call's status: an `RPCError`
    /// as it is, anything else as UNKNOWN with a generic sentence. Serving a path twice traps.
    public mutating func serve<Request, Response>(
        _ method: Method<Request, Response, Unary>,
        _ handler: @escaping @Sendable (Request, ServerContext) async throws -> Response
    ) {
        add(ServerRoute(method, handler))
    }

    /// Serves a method with one request and a stream of responses, which ends when the handler
    /// returns.
    public mutating func serve<Request, Response>(
        _ method: Method<Request, Response, ServerStreaming>,
        _ handler:
            @escaping @Sendable (Request, ServerContext, ResponseWriter<Response>)
            async throws -> Void
    ) {
        add(ServerRoute(method, handler))
    }

    /// Serves a method with a stream of requests and one response. The handler may return before
    /// the stream's end; the client is then told that the rest isn't wanted.
    public mutating func serve<Request, Response>(
        _ method: Method<Request, Response, ClientStreaming>,
        _ handler:
            @escaping @Sendable (RequestStream<Request>, ServerContext)
            async throws -> Response
    ) {
        add(ServerRoute(method, handler))
    }

    /// Serves a method with a stream each way; the call ends when the handler returns.
    public mutating func serve<Request, Response>(
        _ method: Method<Request, Response, Bidirectional>,
        _ handler:
            @escaping @Sendable (RequestStream<Request>, ResponseWriter<Response>, ServerContext)
            async throws -> Void
    ) {
        add(ServerRoute(method, handler))
    }

    /// Has `stop` run when a server of this router begins to shut down.
    mutating func atStop(_ stop: @escaping @Sendable () -> Void) { stops.append(stop) }

    private mutating func add(_ route: ServerRoute) {
        precondition(routes[route.path] == nil, "\(route.path) is served twice")
        routes[route.path] = route
    }

    /// Why a path isn't served.
    func unimplemented(_ path: String) -> RPCError {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].isEmpty else {
            return RPCError(.unimplemented, "The path of a call is /package.Service/Method.")
        }
        let shown = parts.dropFirst().map { $0.prefix(128) }
        guard routes.values.contains(where: { $0.service == parts[1] }) else {
            return RPCError(.unimplemented, "No service \(shown[0]) is served here.")
        }
        return RPCError(.unimplemented, "\(shown[0]) has no method \(shown[1]) here.")
    }
}
