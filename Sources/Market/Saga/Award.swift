/// One award of a lead to a campaign: what the sale's row says.
public struct Award: Hashable, Sendable {
    /// The sale, derived from lead, slot and attempt: delivered again, it is the same.
    public let sale: SaleID
    /// The lead.
    public let lead: LeadID
    /// The place among the lead's buyers, from 0.
    public let slot: Int
    /// Counts the awards of the slot, from 0.
    public let attempt: Int
    /// The campaign.
    public let campaign: CampaignID
    /// Its buyer.
    public let buyer: BuyerID
    /// Who is paid.
    public let seller: SellerID
    /// The group of the tree.
    public let group: GroupID
    /// The auction's ping; nil when the campaign wasn't pinged.
    public let ping: PingID?
    /// Price, payout and margin.
    public let split: PriceSplit
    /// The buyer's own reference.
    public let reference: String
    /// How the buyer wants to be shown to the consumer.
    public let display: String
    /// To how many buyers the lead may go in all.
    public let maxSold: Int
    /// When the buyer learns who the consumer is.
    public let disclosure: Disclosure
    /// How long the answer is awaited, and what follows silence.
    public let delivery: DeliveryTerms
    /// A test: nothing is billed.
    public let test: Bool

    /// An award, as the store found it.
    public init(
        sale: SaleID, lead: LeadID, slot: Int, attempt: Int, campaign: CampaignID,
        buyer: BuyerID, seller: SellerID, group: GroupID, ping: PingID?, split: PriceSplit,
        reference: String, display: String = "", maxSold: Int, disclosure: Disclosure,
        delivery: DeliveryTerms, test: Bool
    ) {
        self.sale = sale
        self.lead = lead
        self.slot = slot
        self.attempt = attempt
        self.campaign = campaign
        self.buyer = buyer
        self.seller = seller
        self.group = group
        self.ping = ping
        self.split = split
        self.reference = reference
        self.display = display
        self.maxSold = maxSold
        self.disclosure = disclosure
        self.delivery = delivery
        self.test = test
    }
}

/// A sale as the database has it when somebody resumes a lead.
public struct SaleFact: Hashable, Sendable {
    /// The award.
    public let award: Award
    /// Where it stands.
    public let state: SaleState
    /// Until when a silent buyer is asked again; set with UNKNOWN.
    public let graceUntilMicros: Int64?

    /// A sale that was found.
    public init(award: Award, state: SaleState, graceUntilMicros: Int64? = nil) {
        self.award = award
        self.state = state
        self.graceUntilMicros = graceUntilMicros
    }
}
