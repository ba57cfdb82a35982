/// A tenant's market as written, before anybody checked it. Parties refer to each other by key.
/// `Snapshot` is what it becomes. Defaults are those of `leadline.v1.Market`.
public struct MarketDraft: Hashable, Sendable {
    /// The tenant's currency; all prices are in it.
    public var currency: Currency
    /// The fields that leads may have.
    public var fields: [FieldDefinition] = []
    /// How leads are scored.
    public var scorecards: [ScorecardDraft] = []
    /// Who sells.
    public var sellers: [SellerDraft] = []
    /// Who buys.
    public var buyers: [BuyerDraft] = []
    /// Groups in the order in which they are tried.
    public var tree: [GroupDraft] = []
    /// What the exchange keeps, where a channel doesn't say otherwise.
    public var margin: Margin = .ofPrice(basisPoints: 0)
    /// Loss notices say which price would have won.
    public var showMinToWin = false
    /// The ISO 3166 region in which phone numbers without a country code are read.
    public var defaultRegion = "US"
    /// Leads that score less aren't offered; 0 offers all (FEATURES D4).
    public var readyScore = 0

    /// An empty market.
    public init(currency: Currency) {
        self.currency = currency
    }
}

/// How a group of the tree chooses (FEATURES G1).
public enum GroupStrategy: Int, Hashable, Sendable, CaseIterable {
    /// Everybody is pinged at once and the highest bid is tried first (G4).
    case highestBid = 1
    /// Members are tried in their order, one at a time (G2).
    case waterfall = 2
    /// Nobody is pinged; fixed and standing prices are tried from the highest down.
    case fixedPrice = 3

    /// The name in configuration.
    public var name: String {
        switch self {
        case .highestBid: "highest_bid"
        case .waterfall: "waterfall"
        case .fixedPrice: "fixed_price"
        }
    }

    /// The strategy with this name in configuration.
    public init?(name: String) {
        guard let found = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = found
    }
}

/// A group of campaigns in the tree.
public struct GroupDraft: Hashable, Sendable {
    /// Unique within the tree.
    public var key: String
    /// How it chooses.
    public var strategy: GroupStrategy
    /// Keys of campaigns. A campaign stands in one group at most.
    public var members: [String]
    /// How long bids are awaited.
    public var timeoutMilliseconds: Int64 = 500
    /// Which leads enter it; nil lets all in.
    public var entry: Predicate?
    /// What happens when nobody in it bought the lead.
    public var onUnsold: GroupFallthrough = .nextGroup

    /// A group; the rest has defaults.
    public init(
        key: String, strategy: GroupStrategy, members: [String],
        timeoutMilliseconds: Int64 = 500, entry: Predicate? = nil,
        onUnsold: GroupFallthrough = .nextGroup
    ) {
        self.key = key
        self.strategy = strategy
        self.members = members
        self.timeoutMilliseconds = timeoutMilliseconds
        self.entry = entry
        self.onUnsold = onUnsold
    }
}

/// What happens to a lead that entered a group and that nobody there bought (FEATURES G1).
public enum GroupFallthrough: Int, Hashable, Sendable {
    /// It goes on to the next group.
    case nextGroup = 1
    /// It ends unsold.
    case end = 2
}
