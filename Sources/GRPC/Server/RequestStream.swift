import SwiftProtobuf

/// The messages of a request that is a stream, in order.
///
/// Reading is what gives the client leave to send more (HTTP/2 flow control): a handler that reads
/// slowly slows the client down. Reading throws when the call is over before the stream's end: the
/// client went away, the deadline passed, or a message was bad. One task at a time may read.
public struct RequestStream<Request: Message>: AsyncSequence, Sendable {
    public typealias Element = Request

    private let source: any MessageSource<Request>

    init(_ call: ServerCall, _ codec: MessageCodec<Request>) {
        source = ServerMessageSource(call: call, codec: codec)
    }

    /// A stream of given messages, for testing handlers without a connection.
    public init(_ messages: some Sequence<Request> & Sendable) {
        source = GivenMessages(messages)
    }

    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(source: source)
    }

    public struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let source: any MessageSource<Request>

        /// The next message; `nil` at the end.
        ///
        /// - Throws: `RPCError` when the call is over, `CancellationError` when this task is
        ///   cancelled while it waits.
        public mutating func next() async throws -> Request? {
            try await source.next()
        }

        /// As above; given for callers that are isolated to an actor.
        public mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws -> Request? {
            try await source.next()
        }
    }
}

protocol MessageSource<Element>: Sendable {
    associatedtype Element: Sendable
    func next() async throws -> Element?
}

struct ServerMessageSource<Request: Message>: MessageSource {
    let call: ServerCall
    let codec: MessageCodec<Request>

    func next() async throws -> Request? {
        while true {
            let (call, codec) = (call, codec)
            let pulled = try await call.onLoop { try call.pull(codec) }
            switch pulled {
            case .message(let request): return request
            case .end: return nil
            case .nothingYet:
                try Task.checkCancellation()
                await call.wait(.read)
            }
        }
    }
}
