import LeadlineAPI

/// A condition in one line, for people.
enum ConditionText {
    /// "country is IN", "(visits gte 2 and not (city in Pune, Goa))".
    static func text(_ condition: WireCondition) -> String {
        switch condition.kind {
        case .predicate(let test):
            ([test.field, test.op] + (test.values.isEmpty ? [] : [values(test.values)]))
                .joined(separator: " ")
        case .all(let group): joined(group, " and ")
        case .any(let group): joined(group, " or ")
        case .not(let inner): "not (\(text(inner)))"
        case nil: "nothing"
        }
    }

    private static func joined(_ group: WireConditionGroup, _ word: String) -> String {
        "(" + group.conditions.map(text).joined(separator: word) + ")"
    }

    private static func values(_ values: [String]) -> String { values.joined(separator: ", ") }
}
