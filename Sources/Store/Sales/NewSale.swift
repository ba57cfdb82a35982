public import Market

/// A sale to be awarded.
public struct NewSale: Sendable {
    /// Whose exchange.
    public var tenant: TenantID
    /// The lead.
    public var lead: LeadID
    /// The lease under which the caller works on the lead.
    public var epoch: Int32
    /// The sale, derived from lead, slot and attempt.
    public var sale: SaleID
    /// The place among the lead's buyers, from 0.
    public var slot: Int
    /// The buyer, as its market calls it.
    public var buyer: String
    /// The campaign, as its market calls it.
    public var campaign: String
    /// What the buyer pays, the seller gets and the exchange keeps.
    public var split: PriceSplit
    /// To how many buyers the lead may go in all under this award. At least 1.
    public var maxSold: Int
    /// The buyer's own reference.
    public var bidReference: String
    /// Units of caps that it takes: one of each.
    public var caps: [CapClaim]
    /// Serialised `Award`, to be delivered again.
    public var award: [UInt8]
    /// The lead's score, 0 when it wasn't scored.
    public var score: Int
    /// The part of the decision that isn't stored yet; nil when all of it is.
    public var decision: StoredDecision?
    /// Serialised `JournalEntry`.
    public var entry: [UInt8]
    /// Prolongs the lease to this long from now when less than half of that is left; nil leaves
    /// it.
    public var leaseMilliseconds: Int32?

    /// A sale.
    public init(
        tenant: TenantID, lead: LeadID, epoch: Int32, sale: SaleID, slot: Int, buyer: String,
        campaign: String, split: PriceSplit, maxSold: Int = 1, bidReference: String = "",
        caps: [CapClaim] = [], award: [UInt8], score: Int = 0, decision: StoredDecision? = nil,
        entry: [UInt8], leaseMilliseconds: Int32? = nil
    ) {
        self.tenant = tenant
        self.lead = lead
        self.epoch = epoch
        self.sale = sale
        self.slot = slot
        self.buyer = buyer
        self.campaign = campaign
        self.split = split
        self.maxSold = maxSold
        self.bidReference = bidReference
        self.caps = caps
        self.award = award
        self.score = score
        self.decision = decision
        self.entry = entry
        self.leaseMilliseconds = leaseMilliseconds
    }
}

extension NewSale: LeadItem {}

/// One unit of a campaign's cap.
public struct CapClaim: Sendable, Hashable {
    /// The cap, as its market calls it, unique within the campaign.
    public var cap: String
    /// The window that the award falls into (``CapWindow/key(_:)``).
    public var window: String
    /// The most, by the market's version that awards.
    public var limit: Int64

    /// A claim.
    public init(cap: String, window: String, limit: Int64) {
        self.cap = cap
        self.window = window
        self.limit = limit
    }
}

/// A part of a decision record as it is stored. The parts of one attempt, one behind the other,
/// are the record.
public struct StoredDecision: Sendable, Hashable {
    /// Counts the lead's ways through the market, from 0.
    public var attempt: Int
    /// Serialised `DecisionRecord`, or a part of one.
    public var record: [UInt8]

    /// A record.
    public init(attempt: Int = 0, record: [UInt8]) {
        self.attempt = attempt
        self.record = record
    }
}

/// What became of an award. Only `granted` wrote anything.
public enum AwardOutcome: Sendable, Hashable {
    /// The sale is AWARDED, its caps are held. Also when it was before.
    case granted
    /// This cap of the campaign is full.
    case refused(cap: String)
    /// The lead is somebody else's by now, or has ended.
    case staleLease
    /// The slot is taken, or the lead may go to no further buyer.
    case slotTaken
    /// The buyer has the lead.
    case buyerHasIt
    /// This very sale was awarded before and is settled.
    case settled(SaleState)
    /// The sale's id is taken by a sale to another buyer or campaign, or at another price. Two
    /// owners of the lead decided differently: whoever asks goes by the database.
    case otherTerms
}
