public import Reactor

/// Everything in this service that could otherwise grow or last without bound, in one table.
public struct BiddingLimits: Sendable {
    /// Streams of one buyer at the same time; more are refused.
    public var streamsPerBuyer = 16
    /// Pings that one stream has not answered yet; above, its campaigns aren't asked.
    public var unansweredPings = 1_024
    /// Messages that wait for one stream; a reader so slow that more would wait loses its stream.
    public var queuedMessages = 8_192
    /// Unusable messages that one stream is forgiven.
    public var mistakes = 20
    /// Candidates in one auction.
    public var candidates = 1_000
    /// Notices in one call.
    public var notices = 1_000
    /// Acknowledgements in one message of a buyer.
    public var acknowledgements = 100
    /// How long a closed auction is remembered, so that a late bid is known as one.
    public var memory: Microseconds = .seconds(30)
    /// Closed auctions that are remembered; the oldest are forgotten first.
    public var remembered = 65_536
    /// How long acknowledgements of notices are awaited.
    public var noticeWait: Microseconds = .seconds(2)
    /// Late words that wait to be stored; above, the stream that brings more has to wait.
    public var lateWords = 256
    /// Characters in a buyer's own references.
    public var reference = 128
    /// Characters in a buyer's own codes.
    public var code = 64

    /// The table as it is.
    public init() {}

    /// What the service runs with.
    public static let standard = BiddingLimits()
}
