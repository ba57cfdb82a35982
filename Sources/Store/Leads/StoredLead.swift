public import Market

/// A lead as it is stored.
public struct StoredLead: Sendable {
    /// The lead.
    public let lead: LeadID
    /// The seller, as its market calls it.
    public let seller: String
    /// The seller's channel.
    public let channel: String
    /// The seller's key of the submission.
    public let sellerKey: String
    /// Where it stands.
    public let outcome: LeadOutcome
    /// The answer, byte for byte; nil while pending.
    public let reply: [UInt8]?
    /// The version of the market that let it in.
    public let marketVersion: Int64
    /// Counts its owners, from 1.
    public let epoch: Int32
    /// Of the newest row of its journal.
    public let revision: Int32
    /// 1 to 10; 0 when it wasn't scored.
    public let score: Int
    /// To how many buyers it may go.
    public let maxSold: Int
    /// How many buyers had it when it came.
    public let alreadySold: Int
    /// A test.
    public let test: Bool
    /// Serialised `LeadFacts`.
    public let facts: [UInt8]
    /// What capture kept for the answer.
    public let context: [UInt8]
    /// When it was stored, in microseconds since 1970.
    public let createdAtMicros: Int64
}
