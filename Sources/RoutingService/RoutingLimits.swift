public import Reactor

/// Everything in this service that could otherwise grow or last without bound, in one table.
public struct RoutingLimits: Sendable {
    /// Sagas that run at the same time; more leads are refused, and resumed later by their leases.
    public var sagas = 10_000
    /// How long a lead's lease lasts after each of its transactions.
    public var lease: Microseconds = .seconds(15)
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
    /// How long the first delivery of a notice has before it is tried again.
    public var noticeRetry: Microseconds = .seconds(5)
    /// The longest pause between two deliveries of a notice.
    public var noticeRetryMax: Microseconds = .seconds(300)
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

    var leaseMilliseconds: Int32 { Int32(clamping: lease.count / 1_000) }

    /// What the service runs with.
    public static let standard = RoutingLimits()
}
