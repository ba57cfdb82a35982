import Logging
import Market
import Reactor
import ServiceHost

/// What every saga of this process shares.
struct RoutingContext: Sendable {
    let store: any SagaStore
    let peers: Peers
    let markets: MarketSnapshots
    let letters: Letters
    let notices: NoticeSender
    let windows = CapWindows()
    let served = ServedTimes()
    let hints: CapHints
    let clock: WallClock
    let ids: LeadIDs
    let loop: EventLoop
    let limits: RoutingLimits
    let logger: Logger
    var figures = RoutingFigures()
}

/// Why a saga ended in this process without an answer.
enum SagaInterruption: Error {
    /// Somebody else works on the lead: its lease was taken over.
    case lost
    /// The version of the market that assessed the lead doesn't hold what the saga refers to.
    case marketGone
}
