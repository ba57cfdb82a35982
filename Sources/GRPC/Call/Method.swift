import SwiftProtobuf

/// One of the four shapes of a call, used as a type so that the compiler picks the right handler.
public protocol CallKind: Sendable {}
/// One request, one response.
public enum Unary: CallKind {}
/// One request, a stream of responses.
public enum ServerStreaming: CallKind {}
/// A stream of requests, one response.
public enum ClientStreaming: CallKind {}
/// A stream each way, independent of one another.
public enum Bidirectional: CallKind {}

/// A typed method descriptor: what is called, with which messages, in which shape.
public struct Method<Request: Message, Response: Message, Kind: CallKind>: Sendable {
    /// The full name of the service, `package.Service`.
    public let service: String
    /// The method's name within the service.
    public let name: String
    /// `/package.Service/Method`, the HTTP/2 path.
    public let path: String
    /// Whether calling it twice equals calling it once. Only such methods are retried after
    /// UNAVAILABLE, when the first attempt may have had its effect.
    public let idempotent: Bool
    /// How its requests travel.
    public let request: MessageCodec<Request>
    /// How its responses travel.
    public let response: MessageCodec<Response>

    @inlinable
    public init(
        service: String, name: String, idempotent: Bool = false,
        request: MessageCodec<Request> = MessageCodec(),
        response: MessageCodec<Response> = MessageCodec()
    ) {
        self.service = service
        self.name = name
        self.path = "/\(service)/\(name)"
        self.idempotent = idempotent
        self.request = request
        self.response = response
    }
}
