/// Every bound of this module in one table. HTTP/2's own bounds are in `HTTP2Limits`.
public struct GRPCLimits: Sendable {
    /// Largest message that is accepted from the peer, in bytes before its 5-byte prefix. A longer
    /// one ends the call with RESOURCE_EXHAUSTED as soon as its prefix is read.
    public var receiveMessageBytesMax = 4 << 20
    /// Largest message that is sent, in bytes. A longer one ends the call with RESOURCE_EXHAUSTED.
    public var sendMessageBytesMax = 4 << 20
    /// Handlers that a server runs at the same time, for all its connections; one more call is
    /// answered RESOURCE_EXHAUSTED. Who isn't admitted, or hasn't sent its request, has no place.
    public var concurrentCallsMax = 10_000
    /// From a call's headers to the whole of a request that is one message. Then:
    /// DEADLINE_EXCEEDED.
    public var requestTimeout: Duration = .seconds(30)
    /// A writer of a stream waits while more than this many bytes are still to be sent.
    public var writeBufferBytesMax = 64 << 10
    /// Longest `grpc-message` that is sent; a longer one is cut at a character.
    public var statusMessageBytesMax = 1_024
    /// Longest deadline that a server grants, whatever the caller asked for; `nil`: as asked.
    public var deadlineMax: Duration?
    /// Calls that wait in a channel for a connection to become ready; one more fails with
    /// RESOURCE_EXHAUSTED.
    public var waitingCallsMax = 10_000

    public init() {}

    public static let standard = GRPCLimits()
}
