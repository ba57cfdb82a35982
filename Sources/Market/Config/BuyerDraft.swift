/// A buyer, as written.
public struct BuyerDraft: Hashable, Sendable {
    /// Unique within the tenant.
    public var key: String
    /// For people.
    public var name: String
    /// Whether it buys.
    public var status: PartyStatus = .active
    /// What it wants.
    public var campaigns: [CampaignDraft] = []
    /// Keys of sellers whose leads it never gets.
    public var denySellers: [String] = []

    /// A buyer without campaigns.
    public init(key: String, name: String = "") {
        self.key = key
        self.name = name
    }
}

/// How a campaign's price comes about (FEATURES F1).
public enum PriceModel: Hashable, Sendable {
    /// Always the same.
    case fixed(Money)
    /// Bid for each lead, from the least to the most that is believed; nil is no limit.
    case live(min: Money?, max: Money?)
    /// A bid placed beforehand (FEATURES F21).
    case standing(Money)

    /// The price, where nobody needs to be asked.
    public var knownPrice: Money? {
        switch self {
        case .fixed(let price), .standing(let price): price
        case .live: nil
        }
    }
}

/// When a buyer learns who the consumer is (DESIGN section 5).
public enum Disclosure: Int, Hashable, Sendable {
    /// After it bought.
    case onConfirm = 1
    /// With the award.
    case onAward = 2
}

/// What happens when a silent buyer's sale was voided (FEATURES 7.7).
public enum SilencePolicy: Int, Hashable, Sendable {
    /// The next candidate is tried.
    case continueTree = 1
    /// The lead ends unsold, since the buyer may have called the consumer.
    case end = 2
}

/// What a buyer wants, as written.
public struct CampaignDraft: Hashable, Sendable {
    /// Unique within the tenant.
    public var key: String
    /// For people.
    public var name: String
    /// Whether it takes leads.
    public var status: PartyStatus = .active
    /// How its price comes about.
    public var price: PriceModel
    /// What leads must fulfil.
    public var filters: [FilterDraft] = []
    /// What it takes at most.
    public var caps: [CapDraft] = []
    /// When it learns who the consumer is.
    public var disclosure: Disclosure = .onConfirm
    /// Keys of channels whose leads it never gets.
    public var denyChannels: [String] = []
    /// Media of sources that it refuses.
    public var denyMedia: [String] = []
    /// The least score; 0: any (FEATURES D6).
    public var minScore = 0
    /// With how many buyers in all it shares a lead at most; 1 is exclusive.
    public var maxSold = 1
    /// Tests are matched with it.
    public var acceptsTests = true
    /// How long its answer to an award is awaited.
    public var awardTimeoutMilliseconds: Int64 = 2_000
    /// How long a silent buyer is asked again before the sale is voided.
    public var graceMilliseconds: Int64 = 60_000
    /// What happens then.
    public var onSilence: SilencePolicy = .continueTree
    /// Pings show the least price that could win.
    public var showFloor = false

    /// A campaign with a price; the rest has defaults.
    public init(key: String, name: String = "", price: PriceModel) {
        self.key = key
        self.name = name
        self.price = price
    }
}

/// How much a campaign takes in a window of time, as written (FEATURES E1).
public struct CapDraft: Hashable, Sendable {
    /// Unique within the campaign.
    public var key: String
    /// When it starts anew.
    public var window: CapWindow
    /// What is counted.
    public var basis: CapBasis
    /// How many.
    public var limit: Int64
    /// IANA zone of the window's boundaries (FEATURES E3).
    public var timeZone: String

    /// A cap.
    public init(
        key: String, window: CapWindow, basis: CapBasis = .sold, limit: Int64,
        timeZone: String = "UTC"
    ) {
        self.key = key
        self.window = window
        self.basis = basis
        self.limit = limit
        self.timeZone = timeZone
    }
}
