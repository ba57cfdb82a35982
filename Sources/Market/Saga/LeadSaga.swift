/// One lead's way from stored to answered, as a reducer: events in, actions out, nothing else
/// (DESIGN section 6).
///
///     idle ──started──► assessing ──assessed, not let in──────────────► finished
///       │                  │ assessed                                      ▲
///       │ resumed          ▼                                               │
///       │              auctioning ◄──── nobody left, next group ───┐       │
///       │                  │ auctionClosed                         │       │
///       │                  ▼                                       │       │
///       │              awarding ──awardRefused──► next best ───────┤       │
///       │                  │ awardGranted             ▲            │       │
///       ▼                  ▼                          │            │       │
///     (open sale) ───► delivering ──declined──────────┤            │       │
///                          │  └──accepted─────────────┼────────────┼───────┤
///                          │ silence                  │            │       │
///                          ▼                          │      no group left │
///                       silent ──declined, grace ran out───────────┼───────┤
///                          └──accepted──────────────────────────────────────┘
///
/// Groups are tried in the tree's order, and in a group the candidates by its strategy; whoever
/// declines is followed by the next best (FEATURES G2, G4, F20). The rank of an auction stands
/// until its last bid: prices don't change, so falling to the next never sells below the floor.
///
/// A lead is sold once for now; awards and sales carry a slot, so that several can stand side by
/// side. Time is what events say. `sales` is all that a successor needs from the database.
public struct LeadSaga: Hashable, Sendable {
    /// Where the lead stands.
    public enum Stage: Hashable, Sendable {
        /// Nothing happened yet.
        case idle
        /// Scoring is asked.
        case assessing
        /// Bidding is asked.
        case auctioning
        /// The database is asked whether this award is possible.
        case awarding(Award)
        /// The buyer is asked.
        case delivering(SaleID)
        /// The buyer is silent, and asked again.
        case silent(SaleID)
        /// The way has ended.
        case finished
    }

    /// A sale and where it stands.
    public struct SagaSale: Hashable, Sendable {
        /// The award.
        public let award: Award
        /// Where it stands.
        public internal(set) var state: SaleState
        /// Until when a silent buyer is asked again.
        public internal(set) var graceUntilMicros: Int64?
        /// Why it ended without a confirmation.
        public internal(set) var reason: Reason?
    }

    /// Where the lead stands.
    public internal(set) var stage: Stage = .idle
    /// What it began with; nil before it began.
    public internal(set) var start: SagaStart?
    /// What scoring said; nil before it did, and after a resumption until it is asked again.
    public internal(set) var assessment: AssessmentFacts?
    /// All sales, in the order of their attempts.
    public internal(set) var sales: [SagaSale] = []
    /// All auctions, in order.
    public internal(set) var rounds: [AuctionRound] = []
    /// Candidates that ranked but couldn't be given the lead.
    public internal(set) var refusals: [CampaignRefusal] = []
    /// How it ended; nil before.
    public internal(set) var result: LeadResult?
    /// No new auction begins.
    public internal(set) var isOutOfTime = false

    /// The next place in the tree to look at.
    var position = TreePosition()
    /// The next attempt's number.
    var attempts = 0

    /// A lead to which nothing has happened.
    public init() {}
}

/// A place in the tree: a group, and the member of a waterfall.
struct TreePosition: Hashable, Sendable {
    var group = 0
    var member = 0
    /// Whether somebody in the group was tried.
    var entered = false
}

/// One auction of a lead.
public struct AuctionRound: Hashable, Sendable {
    /// Names it.
    public let ping: PingID
    /// The place of its group in `Snapshot.tree`.
    public let group: Int
    /// Everybody who takes part, asked or with a known price.
    public let candidates: [CampaignID]
    /// All answers, those with a known price last; empty while it is open.
    public internal(set) var responses: [BidResponse] = []
    /// Who ranks where; nil while it is open.
    public internal(set) var ranking: AuctionRanking?
    /// The next in rank to be tried.
    var next = 0
}
