import Reactor

/// What is known of a call once it is over; given to interceptors. Holds no message and no
/// metadata.
public struct CallOutcome: Sendable {
    /// How it ended.
    public var status: Status
    /// From the arrival of its headers (server) or its start (client) to its end.
    public var time: Microseconds
    /// Messages of the peer that had been read by then.
    public var messagesReceived: Int
    /// Messages sent to the peer.
    public var messagesSent: Int
    /// What a handler threw that wasn't an `RPCError`, for the log of this process only.
    public var cause: (any Error)?
}
