/// A seller of a snapshot.
public struct Seller: Sendable {
    /// Its id, derived from tenant and key.
    public let id: SellerID
    /// The key in configuration.
    public let key: String
    /// For people.
    public let name: String
    /// Whether it sells.
    public let status: PartyStatus
    /// Whom it sells to.
    let buyers: BuyerAccess
}

/// A channel of a snapshot.
public struct Channel: Sendable {
    /// Its id, derived from tenant and key.
    public let id: ChannelID
    /// The key in configuration.
    public let key: String
    /// For people.
    public let name: String
    /// The place of its seller in `Snapshot.sellers`.
    public let seller: Int
    /// Whether it takes leads.
    public let status: PartyStatus
    /// What happens to them.
    public let mode: ChannelMode
    /// The least that is paid for a lead.
    public let minPayout: Money
    /// What the exchange keeps: its own, or the tenant's.
    public let margin: Margin
    /// A sale may pay the seller more than the buyer pays.
    public let allowNegativeMargin: Bool
    /// The place of its scorecard in `Snapshot.scorecards`.
    public let scorecard: Int?
    /// What its leads must fulfil to be let in.
    public let acceptance: [Filter]
    /// How long a seller waits for an answer at most.
    public let maxProcessingMilliseconds: Int64
    /// Whom it sells to.
    let buyers: BuyerAccess
}

/// Whom somebody sells to: places in `Snapshot.buyers`, sorted.
struct BuyerAccess: Sendable {
    let denied: [Int]
    /// Empty allows everybody who isn't denied.
    let allowed: [Int]

    func admits(_ buyer: Int) -> Bool {
        if !denied.isEmpty, denied.hasSorted(buyer) { return false }
        return allowed.isEmpty || allowed.hasSorted(buyer)
    }
}

/// A buyer of a snapshot.
public struct Buyer: Sendable {
    /// Its id, derived from tenant and key.
    public let id: BuyerID
    /// The key in configuration.
    public let key: String
    /// For people.
    public let name: String
    /// Whether it buys.
    public let status: PartyStatus
    /// Places in `Snapshot.sellers`, sorted.
    let deniedSellers: [Int]
}

/// A campaign of a snapshot.
public struct Campaign: Sendable {
    /// Its id, derived from tenant and key.
    public let id: CampaignID
    /// The key in configuration.
    public let key: String
    /// For people.
    public let name: String
    /// The place of its buyer in `Snapshot.buyers`.
    public let buyer: Int
    /// Whether it takes leads.
    public let status: PartyStatus
    /// How its price comes about.
    public let price: PriceModel
    /// What leads must fulfil.
    public let filters: [Filter]
    /// What it takes at most.
    public let caps: [Cap]
    /// When its buyer learns who the consumer is.
    public let disclosure: Disclosure
    /// Media of sources that it refuses, sorted.
    public let deniedMedia: [String]
    /// The least score; 0: any.
    public let minScore: Int
    /// With how many buyers in all it shares a lead at most.
    public let maxSold: Int
    /// Tests are matched with it.
    public let acceptsTests: Bool
    /// What follows an award.
    public let delivery: DeliveryTerms
    /// Pings show the least price that could win.
    public let showFloor: Bool
    /// Places in `Snapshot.channels`, sorted.
    let deniedChannels: [Int]
}

/// What follows an award, as the campaign has it.
public struct DeliveryTerms: Hashable, Sendable {
    /// How long the answer is awaited.
    public let timeoutMilliseconds: Int64
    /// How long a silent buyer is asked again.
    public let graceMilliseconds: Int64
    /// What happens when the sale was voided then.
    public let onSilence: SilencePolicy

    /// Terms.
    public init(
        timeoutMilliseconds: Int64, graceMilliseconds: Int64, onSilence: SilencePolicy
    ) {
        self.timeoutMilliseconds = timeoutMilliseconds
        self.graceMilliseconds = graceMilliseconds
        self.onSilence = onSilence
    }
}

/// A cap of a snapshot.
public struct Cap: Hashable, Sendable {
    /// Its id, derived from campaign and key.
    public let id: AllowanceID
    /// The key in configuration.
    public let key: String
    /// When it starts anew.
    public let window: CapWindow
    /// What is counted.
    public let basis: CapBasis
    /// How many.
    public let limit: Int64
    /// IANA zone of the window's boundaries.
    public let timeZone: String
}

/// A group of a snapshot's tree.
public struct TreeGroup: Sendable {
    /// Its id, derived from tenant and key.
    public let id: GroupID
    /// The key in configuration.
    public let key: String
    /// How it chooses.
    public let strategy: GroupStrategy
    /// Places in `Snapshot.campaigns`, in order.
    public let members: [Int]
    /// How long bids are awaited.
    public let timeoutMilliseconds: Int64
    /// Which leads enter it; nil lets all in.
    public let entry: Filter?
    /// What happens when nobody in it bought the lead.
    public let onUnsold: GroupFallthrough
}
