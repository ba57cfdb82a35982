/// Everything that may happen to a lead on its way. Recorded, and enough to repeat the decision
/// (DESIGN section 6).
public enum SagaEvent: Hashable, Sendable {
    /// It begins.
    case started(SagaStart)
    /// Another owner takes it over, with the lead's sales as the database has them.
    case resumed(SagaStart, sales: [SaleFact])
    /// Scoring answered.
    case assessed(AssessmentFacts)
    /// Bidding answered.
    case auctionClosed(AuctionClosed)
    /// The award was committed: the caps held and the slot was free.
    case awardGranted(SaleID)
    /// The award wasn't possible, e.g. E_CAP_SOLD.
    case awardRefused(SaleID, Reason)
    /// The buyer answered the award.
    case answered(SaleID, BuyerAnswer)
    /// The buyer didn't answer the award in time.
    case silence(SaleID)
    /// A silent buyer's grace ran out.
    case graceExpired(SaleID)
    /// The time for selling the lead is over: no new auction begins.
    case deadlinePassed

    /// The kind of event, for messages.
    public var name: String {
        switch self {
        case .started: "started"
        case .resumed: "resumed"
        case .assessed: "assessed"
        case .auctionClosed: "auctionClosed"
        case .awardGranted: "awardGranted"
        case .awardRefused: "awardRefused"
        case .answered: "answered"
        case .silence: "silence"
        case .graceExpired: "graceExpired"
        case .deadlinePassed: "deadlinePassed"
        }
    }
}

/// What a lead's way begins with.
public struct SagaStart: Hashable, Sendable {
    /// The lead.
    public let lead: LeadID
    /// The way it came in.
    public let channel: ChannelID
    /// Decides among equals; drawn once, when the lead is stored.
    public let seed: UInt64
    /// The least that its seller wants for it.
    public let minPayout: Money?
    /// After this no new auction begins, in microseconds since 1970.
    public let deadlineMicros: Int64
    /// Counts the owners of the lead (the lease's epoch).
    public let generation: Int64
    /// A test: nothing is billed.
    public let test: Bool

    /// A beginning.
    public init(
        lead: LeadID, channel: ChannelID, seed: UInt64, minPayout: Money? = nil,
        deadlineMicros: Int64, generation: Int64 = 0, test: Bool = false
    ) {
        self.lead = lead
        self.channel = channel
        self.seed = seed
        self.minPayout = minPayout
        self.deadlineMicros = deadlineMicros
        self.generation = generation
        self.test = test
    }
}

/// The part of an assessment that decisions follow from.
public struct AssessmentFacts: Hashable, Sendable {
    /// The market's version.
    public let marketVersion: Int64
    /// 1 to 10; 0 when it wasn't scored.
    public let score: Int
    /// Why the lead isn't let in.
    public let rejections: [Reason]
    /// Campaigns that it may be offered to, in the tree's order.
    public let survivors: [CampaignID]
    /// Survivors that ran out of something meanwhile.
    public let exhausted: [CampaignRefusal]
    /// When the survivors last got a lead.
    public let lastServed: [LastServed]
    /// Why the others may not, counted.
    public let ineligible: [ReasonCount]

    /// The facts, one by one.
    public init(
        marketVersion: Int64, score: Int, rejections: [Reason], survivors: [CampaignID],
        exhausted: [CampaignRefusal] = [], lastServed: [LastServed] = [],
        ineligible: [ReasonCount] = []
    ) {
        self.marketVersion = marketVersion
        self.score = score
        self.rejections = rejections
        self.survivors = survivors
        self.exhausted = exhausted
        self.lastServed = lastServed
        self.ineligible = ineligible
    }

    /// The facts of an assessment.
    public init(
        _ assessment: Assessment, exhausted: [CampaignRefusal] = [], lastServed: [LastServed] = []
    ) {
        let refused = assessment.candidates.compactMap { $0.reasons.first?.code }
        self.init(
            marketVersion: assessment.marketVersion, score: assessment.score?.band ?? 0,
            rejections: assessment.rejections,
            survivors: assessment.candidates.filter(\.eligible).map(\.campaign),
            exhausted: exhausted, lastServed: lastServed,
            ineligible: ReasonCount.counting(refused))
    }
}

/// What came of an auction.
public struct AuctionClosed: Hashable, Sendable {
    /// The auction's ping.
    public let ping: PingID
    /// One answer a candidate that was asked.
    public let responses: [BidResponse]
    /// How long nothing but buyers was waited for.
    public let buyerWaitMicros: Int64

    /// A result.
    public init(ping: PingID, responses: [BidResponse], buyerWaitMicros: Int64 = 0) {
        self.ping = ping
        self.responses = responses
        self.buyerWaitMicros = buyerWaitMicros
    }
}
