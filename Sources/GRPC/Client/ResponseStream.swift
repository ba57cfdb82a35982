import SwiftProtobuf

/// The messages of a response that is a stream, in order.
///
/// Reading is what gives the server leave to send more. The end is thrown if the status isn't OK,
/// after all messages that came before it. Letting go of the stream before its end cancels the
/// call, and so does cancelling the task that waits for the next message. One task at a time may
/// read.
public struct ResponseStream<Response: Message>: AsyncSequence, Sendable {
    public typealias Element = Response

    private let owner: ClientCallOwner
    private let codec: MessageCodec<Response>

    init(_ call: ClientCall, _ codec: MessageCodec<Response>) {
        owner = ClientCallOwner(call)
        self.codec = codec
    }

    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(owner: owner, codec: codec)
    }

    /// What the server sent before the first message; waits for it.
    ///
    /// - Throws: the call's status when it failed first; else empty metadata if there was none.
    public var initialMetadata: Metadata {
        get async throws {
            let call = owner.call
            while true {
                let found: Metadata? = try await call.onLoop {
                    if let metadata = call.initialMetadata { return metadata }
                    if let error = call.error { throw error }
                    return call.status == nil ? nil : Metadata()
                }
                if let found { return found }
                try Task.checkCancellation()
                await call.wait(.headers)
            }
        }
    }

    /// What came with the status; empty before the end.
    public var trailingMetadata: Metadata {
        get async throws {
            let call = owner.call
            return try await call.onLoop { call.trailingMetadata }
        }
    }

    /// Whether the message read last was compressed, for the interoperability cases.
    package var lastWasCompressed: Bool {
        get async throws {
            let call = owner.call
            return try await call.onLoop { call.inbox.lastWasCompressed }
        }
    }

    /// Gives the rest of the call up; reading then throws CANCELLED.
    public func cancel() {
        let call = owner.call
        call.loop.execute { call.cancel() }
    }

    public struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let owner: ClientCallOwner
        fileprivate let codec: MessageCodec<Response>

        /// The next message; `nil` when the call ended with OK.
        ///
        /// - Throws: `RPCError`.
        public mutating func next() async throws -> Response? {
            try await owner.call.next(codec)
        }

        /// As above; given for callers that are isolated to an actor.
        public mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws -> Response? {
            try await owner.call.next(codec)
        }
    }
}

/// Cancels a call that nobody can read any more.
final class ClientCallOwner: Sendable {
    let call: ClientCall

    init(_ call: ClientCall) {
        self.call = call
    }

    deinit {
        let call = call
        call.loop.execute { call.cancel() }
    }
}
