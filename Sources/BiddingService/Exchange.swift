import LeadlineAPI
import Market
import ServiceHost

/// What the RPCs of this service share: the open streams, and what is awaited on them. Nothing of
/// it outlives the process; what must is in PostgreSQL, and is delivered again.
final class Exchange: Sendable {
    let limits: BiddingLimits
    let sessions: BuyerSessions
    let auctions: Auctions
    let awards = AwardWaits()
    let delivered: DeliveredSales
    let notices = NoticeWaits()
    /// Where a buyer's late words are kept for routing.
    let lateWords: any LateWords
    let markets: MarketSnapshots
    let clock: WallClock
    let ids: LeadIDs
    let figures: BiddingFigures

    init(
        markets: MarketSnapshots, lateWords: any LateWords, clock: WallClock, ids: LeadIDs,
        limits: BiddingLimits = .standard, figures: BiddingFigures = BiddingFigures()
    ) {
        self.figures = figures
        self.markets = markets
        self.lateWords = lateWords
        self.clock = clock
        self.ids = ids
        self.limits = limits
        sessions = BuyerSessions(limits: limits)
        auctions = Auctions(limits: limits)
        delivered = DeliveredSales(most: limits.remembered)
    }
}
