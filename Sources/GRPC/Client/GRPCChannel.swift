import Logging
import Reactor
import SwiftProtobuf

public struct Reply<Response: Message>: Sendable {
    public var message: Response
    public var initialMetadata: Metadata
    public var trailingMetadata: Metadata
}

public final class GRPCChannel: Sendable {
    public init(
        targets: [String], loops: EventLoopGroup, options: ChannelOptions = ChannelOptions(),
        logger: Logger
    ) throws {}

    public func call<Request, Response>(
        _ method: Method<Request, Response, Unary>, _ request: Request,
        options: CallOptions = CallOptions()
    ) async throws -> Response { preconditionFailure("unwritten") }

    public func reply<Request, Response>(
        _ method: Method<Request, Response, Unary>, _ request: Request,
        options: CallOptions = CallOptions()
    ) async throws -> Reply<Response> { preconditionFailure("unwritten") }

    public func call<Request, Response>(
        _ method: Method<Request, Response, ServerStreaming>, _ request: Request,
        options: CallOptions = CallOptions()
    ) async throws -> ResponseStream<Response> { preconditionFailure("unwritten") }

    public func call<Request, Response>(
        _ method: Method<Request, Response, ClientStreaming>,
        options: CallOptions = CallOptions(),
        _ body: (RequestWriter<Request>) async throws -> Void
    ) async throws -> Response { preconditionFailure("unwritten") }

    public func call<Request, Response, Result>(
        _ method: Method<Request, Response, Bidirectional>,
        options: CallOptions = CallOptions(),
        _ body: (RequestWriter<Request>, ResponseStream<Response>) async throws -> Result
    ) async throws -> Result { preconditionFailure("unwritten") }

    public func shutdown() async {}
}
