/// Whether somebody does business.
public enum PartyStatus: Int, Hashable, Sendable, CaseIterable {
    /// Does.
    case active = 1
    /// Doesn't, for now.
    case paused = 2
    /// Doesn't, for good.
    case disabled = 3

    /// The name in configuration.
    public var name: String { "\(self)" }

    /// The status with this name in configuration.
    public init?(name: String) {
        guard let found = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = found
    }
}

/// A seller, as written.
public struct SellerDraft: Hashable, Sendable {
    /// Unique within the tenant.
    public var key: String
    /// For people.
    public var name: String
    /// Whether it sells.
    public var status: PartyStatus = .active
    /// Its ways in.
    public var channels: [ChannelDraft] = []
    /// Keys of buyers that never get its leads.
    public var denyBuyers: [String] = []
    /// When not empty, keys of the only buyers that do.
    public var allowBuyers: [String] = []

    /// A seller without channels.
    public init(key: String, name: String = "") {
        self.key = key
        self.name = name
    }
}

/// What happens to a channel's leads.
public enum ChannelMode: Int, Hashable, Sendable, CaseIterable {
    /// They are routed at once.
    case route = 1
    /// They are stored and answered STORED.
    case storeOnly = 2
    /// They are tests, whatever the submission says.
    case test = 3

    /// The name in configuration.
    public var name: String { self == .storeOnly ? "store_only" : "\(self)" }

    /// The mode with this name in configuration.
    public init?(name: String) {
        guard let found = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = found
    }
}

/// One of a seller's ways in, as written.
public struct ChannelDraft: Hashable, Sendable {
    /// Unique within the tenant.
    public var key: String
    /// For people.
    public var name: String
    /// Whether it takes leads.
    public var status: PartyStatus = .active
    /// What happens to them.
    public var mode: ChannelMode = .route
    /// The least that is paid for a lead; nil is nothing.
    public var minPayout: Money?
    /// Overrides the tenant's margin.
    public var margin: Margin?
    /// A sale may pay the seller more than the buyer pays (FEATURES F11).
    public var allowNegativeMargin = false
    /// Which scorecard; nil: not scored.
    public var scorecard: String?
    /// What its leads must fulfil to be let in (FEATURES C4).
    public var acceptance: [FilterDraft] = []
    /// Keys of buyers that never get its leads.
    public var denyBuyers: [String] = []
    /// When not empty, keys of the only buyers that do.
    public var allowBuyers: [String] = []
    /// How long a seller waits for an answer at most.
    public var maxProcessingMilliseconds: Int64 = 30_000

    /// A channel that routes.
    public init(key: String, name: String = "") {
        self.key = key
        self.name = name
    }
}
