/// A bid that may win, and how its price would be shared.
public struct RankedBid: Hashable, Sendable {
    /// The campaign.
    public let campaign: CampaignID
    /// Its buyer.
    public let buyer: BuyerID
    /// The offer.
    public let bid: Bid
    /// How the price is shared.
    public let split: PriceSplit
    /// What put it before the next one of the same price; nil where prices differ.
    public internal(set) var tieBreak: TieBreak?
    let lastServedMicros: Int64
    let tieHash: UInt64
}

/// What decides among equal prices (FEATURES 7.2, G14): never the order of creation, never chance.
public enum TieBreak: Int, Hashable, Sendable {
    /// It waited longest for a lead.
    case leastRecentlyServed = 1
    /// A hash of the decision's seed, the lead and the campaign.
    case hash = 2
}

/// A candidate that can't win.
public struct RefusedBid: Hashable, Sendable {
    /// The campaign.
    public let campaign: CampaignID
    /// Why.
    public let reason: Reason
    /// The price it would have paid, where known.
    public let price: Money?
}

/// An auction's candidates in the order in which they are tried, and those that aren't.
public struct AuctionRanking: Hashable, Sendable {
    /// Best first; each buyer once.
    public let bids: [RankedBid]
    /// In the order of the answers.
    public let refused: [RefusedBid]
}

/// Ranks an auction's answers: by price, then least recently served, then a seeded hash. First
/// price: who wins pays what he bid (FEATURES F8).
public struct AuctionRules: Sendable {
    /// On which terms the lead may be sold.
    public let terms: SaleTerms
    /// The lead.
    public let lead: LeadID
    /// Decides among equals.
    public let seed: UInt64
    /// Sorted by campaign; a campaign that isn't there never got a lead.
    public let lastServed: [LastServed]
    let floor: Money?

    /// Rules for one lead. `lastServed` may come in any order.
    public init(terms: SaleTerms, lead: LeadID, seed: UInt64, lastServed: [LastServed]) {
        self.terms = terms
        self.lead = lead
        self.seed = seed
        self.lastServed = lastServed.sorted { $0.campaign < $1.campaign }
        floor = terms.floor
    }
}
