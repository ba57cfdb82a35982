/// What sums are kept by. Empty text and 0: not about any.
public struct RollupKey: Sendable, Hashable {
    /// The start of the hour, in microseconds since 1970.
    public var hourMicros: Int64
    public var seller = ""
    public var channel = ""
    public var buyer = ""
    public var campaign = ""
    /// The group of the ping tree.
    public var group = ""
    /// A reason's number.
    public var reason: Int16 = 0
    /// 1 to 10.
    public var score: Int16 = 0
    public var sub1 = ""
    /// The currency of the money sums.
    public var currency = ""

    /// A key with nothing but its hour.
    public init(hourMicros: Int64) {
        self.hourMicros = hourMicros
    }
}

/// Something that is counted. The order is that of the table's columns; money comes last.
public enum Measure: Int, CaseIterable, Sendable {
    case received, rejected, duplicates, sold, unsold, pending, stored, pings, bids, noBids
    case timeouts, lateBids, invalidBids, awards, confirmedSales, declinedAwards, voidedSales
    case returned, stoppedCandidates
    case revenueMicros, payoutMicros, marginMicros, bidMicros

    /// What sums of money begin with.
    static let firstOfMoney = Measure.revenueMicros.rawValue
}

/// Sums, one a measure. May be negative: what was pending is so no more.
public struct RollupSums: Sendable, Hashable {
    private var values = [Int64](repeating: 0, count: Measure.allCases.count)

    /// Nothing counted.
    public init() {}

    init(values: [Int64]) {
        self.values = values
    }

    public subscript(measure: Measure) -> Int64 {
        get { values[measure.rawValue] }
        set { values[measure.rawValue] = newValue }
    }

    /// Adds other sums to these.
    public mutating func add(_ other: RollupSums) {
        for index in values.indices { values[index] += other.values[index] }
    }

    /// All, in the order of ``Measure``.
    var all: [Int64] { values }
}
