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

extension ServerRoute {
    func decode<Request: Message>(
        _ bytes: UnsafeRawBufferPointer, as type: Request.Type = Request.self
    ) throws(RPCError) -> Request {
        do {
            return try Request(serializedBytes: bytes.bytes)
        } catch {
            throw RPCError(
                .invalidArgument,
                "The client's message isn't a \(Request.protoMessageName), which \(path) takes.",
                cause: error)
        }
    }
}

struct UnaryRoute<Request: Message, Response: Message>: ServerRoute {
    let service: String
    let path: String
    let handler: @Sendable (Request, ServerContext) async throws -> Response
    var requestIsStream: Bool { false }

    func begin(_ call: ServerCall, _ message: UnsafeRawBufferPointer) throws(RPCError) {
        let request: Request = try decode(message)
        let handler = handler
        call.run {
            try call.send(only: try await handler(request, ServerContext(call)))
        }
    }
}

struct ServerStreamingRoute<Request: Message, Response: Message>: ServerRoute {
    let service: String
    let path: String
    let handler: @Sendable (Request, ServerContext, ResponseWriter<Response>) async throws -> Void
    var requestIsStream: Bool { false }

    func begin(_ call: ServerCall, _ message: UnsafeRawBufferPointer) throws(RPCError) {
        let request: Request = try decode(message)
        let handler = handler
        call.run {
            try await handler(request, ServerContext(call), ResponseWriter(call))
        }
    }
}

struct ClientStreamingRoute<Request: Message, Response: Message>: ServerRoute {
    let service: String
    let path: String
    let handler: @Sendable (RequestStream<Request>, ServerContext) async throws -> Response
    var requestIsStream: Bool { true }

    func begin(_ call: ServerCall, _ message: UnsafeRawBufferPointer) {
        let handler = handler
        call.run {
            try call.send(only: try await handler(RequestStream(call), ServerContext(call)))
        }
    }
}

struct BidirectionalRoute<Request: Message, Response: Message>: ServerRoute {
    let service: String
    let path: String
    let handler:
        @Sendable (RequestStream<Request>, ResponseWriter<Response>, ServerContext)
            async throws -> Void
    var requestIsStream: Bool { true }

    func begin(_ call: ServerCall, _ message: UnsafeRawBufferPointer) {
        let handler = handler
        call.run {
            try await handler(RequestStream(call), ResponseWriter(call), ServerContext(call))
        }
    }
}
