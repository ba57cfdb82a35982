import CoreMetrics
import LeadlineAPI
import ServiceHost

/// What bidding counts and times (METRICS.md).
struct BiddingFigures: Sendable {
    private let bids: CounterFamily
    private let deliveries: CounterFamily
    private let auctions: Timer

    init(_ metrics: any MetricsFactory = NOOPMetricsHandler.instance) {
        bids = CounterFamily("leadline_bids", by: "outcome", metrics)
        deliveries = CounterFamily("leadline_deliveries", by: "outcome", metrics)
        auctions = Timer(label: "leadline_auction_duration", factory: metrics)
    }

    /// An auction was closed with this.
    func closed(_ reply: WireRunAuctionReply) {
        auctions.recordNanoseconds(reply.buyerWaitUs * 1_000)
        for result in reply.results { bids.increment(Self.word(result.outcome)) }
    }

    /// A bid came after its auction's close, where it had been counted as a timeout.
    func late() { bids.increment(Self.word(.late)) }

    /// A buyer was told of its award, or wasn't.
    func delivered(_ outcome: WireDeliveryOutcome) {
        switch outcome {
        case .answered: deliveries.increment("answered")
        case .silent: deliveries.increment("silent")
        default: deliveries.increment("not_connected")
        }
    }

    private static func word(_ outcome: WireBidOutcome) -> String {
        switch outcome {
        case .bid: "bid"
        case .noBid: "no_bid"
        case .timeout: "timeout"
        case .late: "late"
        case .invalid: "invalid"
        default: "transport"
        }
    }
}
