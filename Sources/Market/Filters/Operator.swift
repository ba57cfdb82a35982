/// The operators of filters (FEATURES C1). The raw value is the name in configuration.
public enum Operator: String, Hashable, Sendable, CaseIterable {
    /// Equal to the value; of a list: that alone is in it.
    case `is`
    /// Not equal to the value.
    case isNot = "is_not"
    /// Equal to one of the values; of a list: one of them is in it.
    case `in`
    /// Equal to none of the values; of a list: none of them is in it.
    case notIn = "not_in"
    /// Greater than the value. Texts compare by their bytes.
    case gt
    /// Greater than or equal to the value.
    case gte
    /// Less than the value.
    case lt
    /// Less than or equal to the value.
    case lte
    /// From the first value to the second, both included.
    case between
    /// Outside the range from the first value to the second.
    case notBetween = "not_between"
    /// The text begins with the value.
    case startsWith = "starts_with"
    /// The text has the value in it; the list has it as a member.
    case contains
    /// The text or list doesn't have the value in it.
    case notContains = "not_contains"
    /// The lead has the field.
    case exists
    /// The lead doesn't have the field.
    case missing
    /// Completed years since the date, as of the assessment's day, both bounds included.
    case ageBetween = "age_between"
    /// The text matches a pattern. Evaluated outside, enters as a fact (DESIGN section 6).
    case matches

    /// How many operands it takes.
    var operandCounts: ClosedRange<Int> {
        switch self {
        case .exists, .missing: 0...0
        case .between, .notBetween, .ageBetween: 2...2
        case .in, .notIn: 1...FilterLimits.maxOperands
        default: 1...1
        }
    }
}

/// What filters may be at most.
public enum FilterLimits {
    /// Groups nest this deep.
    public static let maxDepth = 8
    /// Values of one test.
    public static let maxOperands = 10_000
    /// Tests of one filter.
    public static let maxTests = 200
}
