/// How one candidate answered a ping (FEATURES F4, F5).
public enum BidOutcome: Hashable, Sendable {
    /// A bid that arrived in time and could be read. Whether it can be used, the ranking says.
    case bid(Bid)
    /// An explicit refusal, with the buyer's own code.
    case noBid(code: String)
    /// Nothing until the deadline.
    case timeout
    /// A bid after the deadline, with its price where that could be read: recorded, unusable.
    case late(price: Money?)
    /// An answer that broke a rule, with its price where that could be read.
    case invalid(message: String, price: Money?)
    /// No connection, or it broke while the bid was awaited.
    case transport
}

/// An offer to buy.
public struct Bid: Hashable, Sendable {
    /// What the buyer pays.
    public let price: Money
    /// The buyer's own reference, returned in the award.
    public let reference: String
    /// With how many buyers in all it shares; 1 is exclusive.
    public let maxSold: Int
    /// When it runs out, in microseconds since 1970; nil holds until the auction is settled.
    public let expiresAtMicros: Int64?
    /// How the buyer wants to be shown to the consumer.
    public let display: String

    /// An offer.
    public init(
        price: Money, reference: String = "", maxSold: Int = 1, expiresAtMicros: Int64? = nil,
        display: String = ""
    ) {
        self.price = price
        self.reference = reference
        self.maxSold = maxSold
        self.expiresAtMicros = expiresAtMicros
        self.display = display
    }
}

/// One candidate's answer.
public struct BidResponse: Hashable, Sendable {
    /// The campaign.
    public let campaign: CampaignID
    /// What it answered.
    public let outcome: BidOutcome
    /// From the ping's sending to the answer.
    public let latencyMicros: Int64

    /// An answer.
    public init(_ campaign: CampaignID, _ outcome: BidOutcome, latencyMicros: Int64 = 0) {
        self.campaign = campaign
        self.outcome = outcome
        self.latencyMicros = latencyMicros
    }
}

/// When a campaign last got a lead: breaks ties (FEATURES 7.2).
public struct LastServed: Hashable, Sendable {
    /// The campaign.
    public let campaign: CampaignID
    /// Microseconds since 1970.
    public let atMicros: Int64

    /// A moment.
    public init(_ campaign: CampaignID, atMicros: Int64) {
        self.campaign = campaign
        self.atMicros = atMicros
    }
}
