public import Market

/// Where a reader of a tenant's journal stands: everything up to here was read.
public struct JournalPosition: Sendable, Hashable, Comparable {
    /// Counts restores of the database: transaction ids start anew in each.
    public var era: Int32
    /// The transaction.
    public var transaction: UInt64
    /// The row within it, and among all.
    public var sequence: Int64

    /// A position.
    public init(era: Int32, transaction: UInt64, sequence: Int64) {
        self.era = era
        self.transaction = transaction
        self.sequence = sequence
    }

    /// Before everything.
    public static let start = JournalPosition(era: 0, transaction: 0, sequence: 0)

    public static func < (left: JournalPosition, right: JournalPosition) -> Bool {
        (left.era, left.transaction, left.sequence)
            < (right.era, right.transaction, right.sequence)
    }
}

/// A row of the journal.
public struct JournalRow: Sendable {
    /// Where it stands in the order of commits.
    public let position: JournalPosition
    /// The lead.
    public let lead: LeadID
    /// Order within the lead, from 1.
    public let revision: Int32
    /// When it was written, in microseconds since 1970.
    public let atMicros: Int64
    /// Serialised `JournalEntry`.
    public let entry: [UInt8]
    /// What reports tell leads apart by; nil in a lead's first row, whose entry says it, and where
    /// the lead itself is gone.
    public let dimensions: LeadDimensions?
}

/// What reports tell leads apart by.
public struct LeadDimensions: Sendable {
    /// The lead's seller, as its market calls it.
    public let seller: String
    /// The lead's channel.
    public let channel: String
    /// The lead's first tracking value.
    public let sub1: String
    /// The lead's score as it is now; 0 when it wasn't scored.
    public let score: Int
    /// The lead is a test.
    public let test: Bool

    /// A lead's dimensions.
    public init(seller: String, channel: String, sub1: String, score: Int, test: Bool) {
        self.seller = seller
        self.channel = channel
        self.sub1 = sub1
        self.score = score
        self.test = test
    }
}

/// A page of the journal.
public struct JournalPage: Sendable {
    /// The rows, in the order of ``JournalRow/position``.
    public let rows: [JournalRow]
    /// Rows committed before this moment (microseconds since 1970) are in this page or before it,
    /// provided that the page wasn't cut off (`isLast`).
    public let completeUntilMicros: Int64
    /// Nothing more can be read now.
    public let isLast: Bool
}
