import SwiftProtobuf

/// Which handler serves which method.
public struct ServiceRouter: Sendable {
    public init() {}

    public mutating func serve<Request, Response>(
        _ method: Method<Request, Response, Unary>,
        _ handler: @escaping @Sendable (Request, ServerContext) async throws -> Response
    ) { preconditionFailure("unwritten") }

    public mutating func serve<Request, Response>(
        _ method: Method<Request, Response, ServerStreaming>,
        _ handler:
            @escaping @Sendable (Request, ServerContext, ResponseWriter<Response>)
            async throws -> Void
    ) { preconditionFailure("unwritten") }

    public mutating func serve<Request, Response>(
        _ method: Method<Request, Response, ClientStreaming>,
        _ handler:
            @escaping @Sendable (RequestStream<Request>, ServerContext)
            async throws -> Response
    ) { preconditionFailure("unwritten") }

    public mutating func serve<Request, Response>(
        _ method: Method<Request, Response, Bidirectional>,
        _ handler:
            @escaping @Sendable (
                RequestStream<Request>, ResponseWriter<Response>, ServerContext
            ) async throws -> Void
    ) { preconditionFailure("unwritten") }
}
