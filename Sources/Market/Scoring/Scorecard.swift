/// How leads are scored, ready to evaluate (FEATURES D1, 7.13). Integers only, so that a score
/// is the same on every machine.
public struct Scorecard: Sendable {
    /// The key in configuration.
    public let key: String
    /// What counts.
    let criteria: [Criterion]
    /// Nine ascending cut points in millionths.
    public let cuts: [Int64]

    /// One criterion, ready to evaluate.
    struct Criterion: Sendable {
        let key: String
        let group: CriterionGroup
        let when: CompiledPredicate
        let weight: Int64
    }

    /// The score of a row.
    public func score(_ row: borrowing LeadRow) -> Score {
        var raw: Int64 = 0
        var contributions: [ScoreContribution] = []
        for criterion in criteria where criterion.when.verdict(row) == .pass {
            raw += criterion.weight
            contributions.append(
                ScoreContribution(
                    criterion: criterion.key, group: criterion.group,
                    millionths: criterion.weight))
        }
        var band = 1
        for cut in cuts where raw >= cut { band += 1 }
        return Score(band: band, rawMillionths: raw, contributions: contributions)
    }
}

/// A lead's score and what made it.
public struct Score: Hashable, Sendable {
    /// 1 to 10.
    public let band: Int
    /// The sum before it was cut into bands, in millionths.
    public let rawMillionths: Int64
    /// The criteria that counted, in the scorecard's order.
    public let contributions: [ScoreContribution]
}

/// What one criterion added.
public struct ScoreContribution: Hashable, Sendable {
    /// The criterion's key.
    public let criterion: String
    /// What it looks at.
    public let group: CriterionGroup
    /// What it added, in millionths; negative took away.
    public let millionths: Int64

    /// A contribution.
    public init(criterion: String, group: CriterionGroup, millionths: Int64) {
        self.criterion = criterion
        self.group = group
        self.millionths = millionths
    }
}
