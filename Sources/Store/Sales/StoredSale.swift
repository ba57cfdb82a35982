public import Market

/// A sale as it is stored.
public struct StoredSale: Sendable {
    /// The lead.
    public let lead: LeadID
    /// The sale.
    public let sale: SaleID
    /// The place among the lead's buyers, from 0.
    public let slot: Int
    /// The buyer, as its market calls it.
    public let buyer: String
    /// The campaign, as its market calls it.
    public let campaign: String
    /// Where it stands.
    public let state: SaleState
    /// What the buyer pays, the seller gets and the exchange keeps.
    public let split: PriceSplit
    /// To how many buyers the lead may go in all.
    public let maxSold: Int
    /// The buyer's own reference of its bid.
    public let bidReference: String
    /// The lead's number in the buyer's system; empty until confirmed.
    public let buyerReference: String
    /// Serialised `Award`, to be delivered again.
    public let award: [UInt8]
    /// Until when a silent buyer is asked again, in microseconds since 1970; set with UNKNOWN.
    public let graceUntilMicros: Int64?
    /// When it was awarded, in microseconds since 1970.
    public let createdAtMicros: Int64
}
