/// What sums can be grouped by. The numbers are those of `leadline.v1.Dimension`.
public enum RollupDimension: Int, CaseIterable, Sendable {
    case seller = 1
    case channel, buyer, campaign, hour, day, group, reason, score, sub1

    /// How SQL says it, as text.
    var expression: String {
        switch self {
        case .seller: "seller_id"
        case .channel: "channel_id"
        case .buyer: "buyer_id"
        case .campaign: "campaign_id"
        case .hour: "to_char(hour at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:00\"Z\"')"
        case .day: "to_char(hour at time zone 'UTC', 'YYYY-MM-DD')"
        case .group: "group_id"
        case .reason: "reason::text"
        case .score: "score::text"
        case .sub1: "sub1"
        }
    }

    /// Rows that aren't about this dimension don't belong to a sum by it.
    var presence: String? {
        switch self {
        case .seller, .channel, .hour, .day, .sub1: nil
        case .buyer: "buyer_id <> ''"
        case .campaign: "campaign_id <> ''"
        case .group: "group_id <> ''"
        case .reason: "reason <> 0"
        case .score: "score <> 0"
        }
    }
}

/// A question to the rollups.
public struct RollupQuery: Sendable {
    /// From this moment on, in microseconds since 1970; hours count as a whole.
    public var fromMicros: Int64
    /// Until before this moment.
    public var untilMicros: Int64
    /// At most three; none gives one row.
    public var dimensions: [RollupDimension] = []
    /// Only these; nil means all.
    public var sellers: [String]?
    /// Only this one; nil means all.
    public var channel: String?
    /// Only these; nil means all.
    public var buyers: [String]?
    /// At most this many rows, the largest first.
    public var limit = 1_000

    /// A question about a period.
    public init(fromMicros: Int64, untilMicros: Int64) {
        self.fromMicros = fromMicros
        self.untilMicros = untilMicros
    }
}

/// An answer.
public struct RollupAnswer: Sendable {
    /// A group: one value a dimension, and its sums by currency ("" where no money is in them).
    public struct Row: Sendable {
        /// The values, in the order of the dimensions asked.
        public var keys: [String]
        /// Counts of all currencies together; money is 0.
        public var counts: RollupSums
        /// Money by currency; counts are 0.
        public var money: [(currency: String, sums: RollupSums)]
    }

    /// The rows, by sold and then received, the largest first.
    public var rows: [Row]
    /// The sum of all rows, cut off ones included.
    public var total: Row
}
