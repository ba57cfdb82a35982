import SwiftProtobuf

/// Where a client puts the messages of a request that is a stream.
///
/// Any task may write; messages go out in the order of the calls that returned.
public struct RequestWriter<Request: Message>: Sendable {
    private let call: ClientCall
    private let codec: MessageCodec<Request>

    init(_ call: ClientCall, _ codec: MessageCodec<Request>) {
        self.call = call
        self.codec = codec
    }

    /// Sends one message; suspends until there is a connection, and while more than
    /// `GRPCLimits.writeBufferBytesMax` wait for a server that reads slowly.
    ///
    /// - Parameter compress: `false` sends this message as it is even if the call's requests are
    ///   compressed.
    /// - Throws: `RPCError` when the call is over, the stream was finished, or the message is too
    /// long;
    ///   `CancellationError` when this task is cancelled while it waits.
    public func write(_ message: Request, compress: Bool = true) async throws {
        let call = call
        let limit = call.channel.options.limits.sendMessageBytesMax
        let framed = try codec.framed(
            message, bytesMax: limit, sender: .client,
            compression: compress ? call.outgoing.compression.requests : .identity)
        while try await call.onLoop({ try call.mustWaitToWrite() }) {
            try Task.checkCancellation()
            await call.wait(.write)
        }
        try await call.onLoop { try call.send(framed) }
    }

    /// Says that there is no more; doing it twice is harmless.
    public func finish() {
        let call = call
        if call.loop.isCurrent {
            call.sendEnd()
        } else {
            call.loop.execute { call.sendEnd() }
        }
    }
}
