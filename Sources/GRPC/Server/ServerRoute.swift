import SwiftProtobuf

/// What a router knows of one method, with the types of its messages erased.
final class ServerRoute: Sendable {
    /// Starts the handler: at once with headers when the request is a stream, or with the one
    /// message when all of the request is here. Throws INVALID_ARGUMENT when the message isn't what
    /// the method takes, and RESOURCE_EXHAUSTED when as many handlers run as may.
    typealias Begin = @Sendable (ServerCall, UnsafeRawBufferPointer) throws(RPCError) -> Void

    let service: String
    let path: String
    /// Whether the request is any number of messages; else `begin` gets the one.
    let requestIsStream: Bool
    let begin: Begin

    private init<Request, Response, Kind>(
        _ method: Method<Request, Response, Kind>, requestIsStream: Bool, _ begin: @escaping Begin
    ) {
        service = method.service
        path = method.path
        self.requestIsStream = requestIsStream
        self.begin = begin
    }

    convenience init<Request, Response>(
        _ method: Method<Request, Response, Unary>,
        _ handler: @escaping @Sendable (Request, ServerContext) async throws -> Response
    ) {
        let (request, response, path) = (method.request, method.response, method.path)
        self.init(method, requestIsStream: false) { call, message throws(RPCError) in
            let request = try request.read(message, from: .client, path: path)
            try call.run {
                let reply = try await handler(request, ServerContext(call))
                try call.send(reply, response)
            }
        }
    }

    convenience init<Request, Response>(
        _ method: Method<Request, Response, ServerStreaming>,
        _ handler:
            @escaping @Sendable (Request, ServerContext, ResponseWriter<Response>)
            async throws -> Void
    ) {
        let (request, response, path) = (method.request, method.response, method.path)
        self.init(method, requestIsStream: false) { call, message throws(RPCError) in
            let request = try request.read(message, from: .client, path: path)
            try call.run {
                try await handler(request, ServerContext(call), ResponseWriter(call, response))
            }
        }
    }

    convenience init<Request, Response>(
        _ method: Method<Request, Response, ClientStreaming>,
        _ handler:
            @escaping @Sendable (RequestStream<Request>, ServerContext) async throws -> Response
    ) {
        let (request, response) = (method.request, method.response)
        self.init(method, requestIsStream: true) { call, _ throws(RPCError) in
            try call.run {
                let reply = try await handler(RequestStream(call, request), ServerContext(call))
                try call.send(reply, response)
            }
        }
    }

    convenience init<Request, Response>(
        _ method: Method<Request, Response, Bidirectional>,
        _ handler:
            @escaping @Sendable (RequestStream<Request>, ResponseWriter<Response>, ServerContext)
            async throws -> Void
    ) {
        let (request, response) = (method.request, method.response)
        self.init(method, requestIsStream: true) { call, _ throws(RPCError) in
            try call.run {
                try await handler(
                    RequestStream(call, request), ResponseWriter(call, response),
                    ServerContext(call))
            }
        }
    }
}
