/// An identifier that knows what it identifies, so that a lead's id can't be passed for a sale's.
public struct ID<Tag>: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The bits.
    public let value: Identifier

    /// Wraps an identifier.
    public init(_ value: Identifier) {
        self.value = value
    }

    /// Parses the UUID text form; nil for anything else.
    public init?(_ text: String) {
        guard let value = Identifier(text) else { return nil }
        self.value = value
    }

    /// The order of the bits.
    public static func < (left: ID, right: ID) -> Bool { left.value < right.value }

    /// The UUID text form.
    public var description: String { value.description }
}

/// What ids are of. Empty types: they exist for the compiler alone.
public enum Tags {
    /// A tenant: one exchange among many on the same servers.
    public enum Tenant {}
    /// A seller: an account that sends leads.
    public enum Seller {}
    /// A channel of a seller.
    public enum Channel {}
    /// A buyer: an account that takes leads.
    public enum Buyer {}
    /// A campaign of a buyer.
    public enum Campaign {}
    /// A group of the ping tree.
    public enum Group {}
    /// A lead.
    public enum Lead {}
    /// One auction of a lead, as its buyers see it.
    public enum Ping {}
    /// One bid.
    public enum Bid {}
    /// One award and what became of it.
    public enum Sale {}
    /// A set of ledger lines that sum to zero.
    public enum Posting {}
    /// A cap or a budget.
    public enum Allowance {}
}

/// Id of a tenant.
public typealias TenantID = ID<Tags.Tenant>
/// Id of a seller.
public typealias SellerID = ID<Tags.Seller>
/// Id of a channel.
public typealias ChannelID = ID<Tags.Channel>
/// Id of a buyer.
public typealias BuyerID = ID<Tags.Buyer>
/// Id of a campaign.
public typealias CampaignID = ID<Tags.Campaign>
/// Id of a group of the ping tree.
public typealias GroupID = ID<Tags.Group>
/// Id of a lead.
public typealias LeadID = ID<Tags.Lead>
/// Id of an auction of a lead, as its buyers see it.
public typealias PingID = ID<Tags.Ping>
/// Id of a bid.
public typealias BidID = ID<Tags.Bid>
/// Id of a sale.
public typealias SaleID = ID<Tags.Sale>
/// Id of a ledger posting.
public typealias PostingID = ID<Tags.Posting>
/// Id of a cap.
public typealias AllowanceID = ID<Tags.Allowance>
