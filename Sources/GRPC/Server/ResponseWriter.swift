import SwiftProtobuf

/// Where a handler puts the messages of a response that is a stream.
///
/// Any task may write; messages go out in the order of the calls that returned.
public struct ResponseWriter<Response: Message>: Sendable {
    private enum Sink: Sendable {
        case call(ServerCall, MessageCodec<Response>)
        case closure(@Sendable (Response) async throws -> Void)
    }

    private let sink: Sink

    init(_ call: ServerCall, _ codec: MessageCodec<Response>) {
        sink = .call(call, codec)
    }

    /// A writer that gives its messages to a closure, for testing handlers without a connection.
    public init(_ receive: @escaping @Sendable (Response) async throws -> Void) {
        sink = .closure(receive)
    }

    /// Sends one message; suspends while more than `GRPCLimits.writeBufferBytesMax` wait for a
    /// client that reads slowly.
    ///
    /// - Parameter compress: `false` sends this message as it is even if the call's responses are
    ///   compressed.
    /// - Throws: `RPCError` when the call is over or the message is too long;
    ///   `CancellationError` when this task is cancelled while it waits (the message is sent).
    public func write(_ message: Response, compress: Bool = true) async throws {
        switch sink {
        case .closure(let receive): try await receive(message)
        case .call(let call, let codec):
            var mustWait = try await call.onLoop {
                try call.send(message, codec, compress: compress)
                return try call.mustWaitToWrite()
            }
            while mustWait {
                try Task.checkCancellation()
                await call.wait(.write)
                mustWait = try await call.onLoop { try call.mustWaitToWrite() }
            }
        }
    }
}
