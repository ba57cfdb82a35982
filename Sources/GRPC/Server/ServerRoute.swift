import SwiftProtobuf

/// What a router knows of one method, with the types of its messages erased.
protocol ServerRoute: Sendable {
    var service: String { get }
    var path: String { get }
    /// Whether the request is any number of messages; else `begin` gets the one.
    var requestIsStream: Bool { get }

    /// Starts the handler: at once with headers when the request is a stream, or with the one
    /// message when all of the request is here.
    ///
    /// - Throws: INVALID_ARGUMENT when the message isn't what the method takes.
    func begin(_ call: ServerCall, _ message: UnsafeRawBufferPointer) throws(RPCError)
}

struct UnaryRoute<Request: Message, Response: Message>: ServerRoute {
    let method: Method<Request, Response, Unary>
    let handler: @Sendable (Request, ServerContext) async throws -> Response
    var service: String { method.service }
    var path: String { method.path }
    var requestIsStream: Bool { false }

    func begin(_ call: ServerCall, _ message: UnsafeRawBufferPointer) throws(RPCError) {
        let request = try method.request.read(message, from: .client, path: path)
        let (handler, response) = (handler, method.response)
        call.run {
            let reply = try await handler(request, ServerContext(call))
            try call.send(reply, response)
        }
    }
}

struct ServerStreamingRoute<Request: Message, Response: Message>: ServerRoute {
    let method: Method<Request, Response, ServerStreaming>
    let handler: @Sendable (Request, ServerContext, ResponseWriter<Response>) async throws -> Void
    var service: String { method.service }
    var path: String { method.path }
    var requestIsStream: Bool { false }

    func begin(_ call: ServerCall, _ message: UnsafeRawBufferPointer) throws(RPCError) {
        let request = try method.request.read(message, from: .client, path: path)
        let (handler, response) = (handler, method.response)
        call.run {
            try await handler(request, ServerContext(call), ResponseWriter(call, response))
        }
    }
}

struct ClientStreamingRoute<Request: Message, Response: Message>: ServerRoute {
    let method: Method<Request, Response, ClientStreaming>
    let handler: @Sendable (RequestStream<Request>, ServerContext) async throws -> Response
    var service: String { method.service }
    var path: String { method.path }
    var requestIsStream: Bool { true }

    func begin(_ call: ServerCall, _ message: UnsafeRawBufferPointer) {
        let (handler, method) = (handler, method)
        call.run {
            let requests = RequestStream(call, method.request)
            let reply = try await handler(requests, ServerContext(call))
            try call.send(reply, method.response)
        }
    }
}

struct BidirectionalRoute<Request: Message, Response: Message>: ServerRoute {
    let method: Method<Request, Response, Bidirectional>
    let handler:
        @Sendable (RequestStream<Request>, ResponseWriter<Response>, ServerContext)
            async throws -> Void
    var service: String { method.service }
    var path: String { method.path }
    var requestIsStream: Bool { true }

    func begin(_ call: ServerCall, _ message: UnsafeRawBufferPointer) {
        let (handler, method) = (handler, method)
        call.run {
            try await handler(
                RequestStream(call, method.request), ResponseWriter(call, method.response),
                ServerContext(call))
        }
    }
}
