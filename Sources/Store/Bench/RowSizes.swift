/// How many bytes the messages of a lead have, for measurements. Take them from real rows.
public struct RowSizes: Sendable, Hashable {
    /// The lead's facts.
    public var facts = 320
    /// What else the answer needs.
    public var context = 120
    /// The sealed contacts.
    public var box = 240
    /// The wrapped key of the contacts.
    public var wrappedKey = 93
    /// The answer.
    public var reply = 260
    /// An award.
    public var award = 400
    /// The decision's record.
    public var decision = 900
    /// The journal's entry of a submission.
    public var receivedEntry = 80
    /// The journal's entry of an award, with its auction.
    public var awardedEntry = 600
    /// The journal's entry of a confirmation that ends the lead.
    public var confirmedEntry = 200
    /// The notice for the buyer.
    public var disclosure = 60
    /// The notices for the losers.
    public var losses = 600

    /// The sizes as they stand above.
    public init() {}
}
