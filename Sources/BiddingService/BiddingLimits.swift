import GRPC
import HTTP2
public import Reactor

/// Everything in this service that could otherwise grow or last without bound, in one table. How
/// long a buyer's texts may be is in `BuyerText`.
public struct BiddingLimits: Sendable {
    /// Calls of one routing process at the same time: an auction or a delivery for each of its
    /// sagas (`RoutingLimits.sagas`), notices, and some to spare. All may come on one connection.
    public var routingCalls = 10_240
    /// Streams of one buyer at the same time; more are refused.
    public var streamsPerBuyer = 16
    /// How long a stream may take to say Hello; it is one of its buyer's from the start.
    public var helloWait: Microseconds = .seconds(10)
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
    /// Bytes of a campaign's id; those of the market are at most as long.
    public var campaignBytes = 100
    /// Bytes of an id that a buyer is told of in a mistake; a longer one isn't of ours.
    public var subjectBytes = 64

    /// The table as it is.
    public init() {}

    /// What the service runs with.
    public static let standard = BiddingLimits()
}

extension BiddingLimits {
    /// Of a connection. Buyers are strangers, and routing comes to the same port, over plaintext
    /// known only by what each call shows: so these are `.outer` but for what routing needs. A
    /// silent buyer keeps a call of routing open for each lead that it is asked for, and should
    /// this service hang, routing takes them all back at once. A stranger gains little by it: a
    /// stream without a key is ended at once, a buyer has `streamsPerBuyer`, and a connection on
    /// which much is reset is read in small pieces, behind the others (`ReadShare`), long before
    /// its budget is spent.
    var http2: HTTP2Limits {
        var limits = HTTP2Limits.outer
        limits.concurrentStreamsMax = routingCalls
        limits.peerResets = RateLimit(
            burst: 2 * routingCalls, perSecond: HTTP2Limits.inner.peerResets.perSecond)
        return limits
    }

    /// Of all calls: two routing processes at their limit, and the buyers' streams.
    var calls: GRPCLimits {
        var limits = GRPCLimits.standard
        limits.concurrentCallsMax = 3 * routingCalls
        return limits
    }
}
