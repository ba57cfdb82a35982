public import Market

/// One version of a tenant's market.
public struct StoredMarket: Sendable {
    /// Whose.
    public let tenant: TenantID
    /// Its number, from 1.
    public let version: Int64
    /// What the operator wrote (YAML).
    public let document: String
    /// Serialised `Market`.
    public let market: [UInt8]
    /// Who applied it.
    public let appliedBy: String
    /// When, in microseconds since 1970.
    public let appliedAtMicros: Int64
}

/// A market to be applied.
public struct NewMarket: Sendable {
    /// Whose.
    public var tenant: TenantID
    /// The version that the caller compared with, 0 for none; nil: whichever is newest.
    public var expectedVersion: Int64?
    /// What the operator wrote (YAML).
    public var document: String
    /// Serialised `Market`.
    public var market: [UInt8]
    /// Digest of the market: an equal one isn't applied again.
    public var checksum: [UInt8]
    /// Who applies it.
    public var appliedBy: String
    /// Every key that it lists. Keys of earlier markets that it doesn't list are revoked.
    public var keys: [MarketKey]

    /// A market.
    public init(
        tenant: TenantID, expectedVersion: Int64? = nil, document: String, market: [UInt8],
        checksum: [UInt8], appliedBy: String, keys: [MarketKey]
    ) {
        self.tenant = tenant
        self.expectedVersion = expectedVersion
        self.document = document
        self.market = market
        self.checksum = checksum
        self.appliedBy = appliedBy
        self.keys = keys
    }
}

/// A key that a market lists.
public struct MarketKey: Sendable, Hashable {
    /// SHA-256 of the key, 32 bytes.
    public var hash: [UInt8]
    /// Seller or buyer.
    public var role: KeyRole
    /// The seller or buyer, as the market calls it.
    public var party: String
    /// The channel, for a seller's key.
    public var channel: String?
    /// For people.
    public var label: String

    /// A key.
    public init(
        hash: [UInt8], role: KeyRole, party: String, channel: String? = nil, label: String = ""
    ) {
        self.hash = hash
        self.role = role
        self.party = party
        self.channel = channel
        self.label = label
    }
}

/// What became of an application.
public enum ApplyOutcome: Sendable, Hashable {
    /// It is this version now.
    case applied(version: Int64)
    /// It equals the newest version, which stays.
    case unchanged(version: Int64)
    /// Another version came in between: compare again.
    case conflict
}
