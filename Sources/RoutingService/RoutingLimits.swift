import GRPC
import HTTP2
public import Reactor

/// Everything in this service that could otherwise grow or last without bound, in one table. How
/// long a lease lasts, and when a notice is sent again, stands with what is stored (`StoreLimits`).
public struct RoutingLimits: Sendable {
    /// Sagas that run at the same time; more leads are refused, and resumed later by their leases.
    public var sagas = 10_000
    /// How often running sagas renew their leases, and expired ones are looked for.
    public var leaseRound: Microseconds = .seconds(2)
    /// Expired leads taken over at once, for each tenant.
    public var resumedAtOnce = 256
    /// How long selling may take when nobody said: afterwards no new auction begins.
    public var selling: Microseconds = .seconds(30)
    /// How long a silent buyer is left alone before it is asked again.
    public var redelivery: Microseconds = .milliseconds(500)
    /// What is added to a buyer's own time before a call to bidding is given up.
    public var peerSlack: Microseconds = .seconds(2)
    /// How often notices that are due are looked for.
    public var noticeRound: Microseconds = .milliseconds(500)
    /// Notices in one call to bidding.
    public var noticesAtOnce = 256
    /// Calls with notices under way at the same time.
    public var noticeCalls = 16
    /// Notices that wait for a call; more are left to their next round.
    public var noticesQueued = 20_000
    /// How long it is believed that a cap is full without asking the database.
    public var capHint: Microseconds = .seconds(1)
    /// Words of buyers from the inbox that are settled at once.
    public var lateWords = 256

    /// The table as it is.
    public init() {}

    /// What the service runs with.
    public static let standard = RoutingLimits()
}

extension RoutingLimits {
    /// Of a connection: capture hands over all its leads on one, and each is a call for as long as
    /// it sells. One more than there is room for is told so by its saga that doesn't start.
    var http2: HTTP2Limits {
        var limits = HTTP2Limits.inner
        limits.concurrentStreamsMax = 2 * sagas
        return limits
    }

    /// Of all calls.
    var calls: GRPCLimits {
        var limits = GRPCLimits.standard
        limits.concurrentCallsMax = 2 * sagas
        return limits
    }
}
