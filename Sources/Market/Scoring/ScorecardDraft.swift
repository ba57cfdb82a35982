/// How leads are scored from 1 to 10, as written (FEATURES D1).
public struct ScorecardDraft: Hashable, Sendable {
    /// Unique within the tenant.
    public var key: String
    /// What counts.
    public var criteria: [CriterionDraft]
    /// Nine ascending cut points in millionths: the score is 1 and one more for each that the
    /// sum reaches (FEATURES 7.13).
    public var cuts: [Int64]

    /// A scorecard.
    public init(key: String, criteria: [CriterionDraft], cuts: [Int64]) {
        self.key = key
        self.criteria = criteria
        self.cuts = cuts
    }
}

/// One criterion, as written.
public struct CriterionDraft: Hashable, Sendable {
    /// Unique within the scorecard.
    public var key: String
    /// What it looks at.
    public var group: CriterionGroup
    /// When it counts; unknown doesn't.
    public var when: Predicate
    /// What it adds, in millionths; negative takes away.
    public var weightMillionths: Int64

    /// A criterion.
    public init(
        key: String, group: CriterionGroup, when: Predicate, weightMillionths: Int64
    ) {
        self.key = key
        self.group = group
        self.when = when
        self.weightMillionths = weightMillionths
    }
}

/// What a criterion looks at.
public enum CriterionGroup: String, Hashable, Sendable, CaseIterable {
    /// Who the consumer is.
    case demographic
    /// How the consumer dealt with the seller.
    case engagement
    /// What the consumer bought before.
    case buyingHistory = "buying_history"
    /// What the consumer does.
    case behavior
    /// What the consumer asked for.
    case interest
}
