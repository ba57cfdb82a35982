import LeadlineAPI
import Market
import Patterns
import StrictYAML
import Yams

// A condition is written as one of
//     {field: country, is: India}   {field: visits, between: [2, 9]}   {field: city, exists: true}
//     {all: [...]}                  {any: [...]}                       {not: {...}}
// and a filter is a condition with an id: {id: india, field: country, is: India}.

extension MarketReader {
    private static let groups = ["all", "any", "not"]
    private static let operators = Operator.allCases.map(\.rawValue)
    private static let conditionKeys = ["field"] + groups + operators

    /// The filters of a key.
    func filters(_ mapping: YAMLMapping, _ key: String) -> [WireFilter] {
        list(mapping, key).map(filter)
    }

    private func filter(_ place: YAMLPlace) -> WireFilter {
        var filter = WireFilter()
        let keys = ["id", "on_unknown"] + Self.conditionKeys
        guard let mapping = mapping(place, keys: keys) else { return filter }
        filter.id = text(mapping, "id", required: true)
        filter.onUnknown =
            choice(
                mapping, "on_unknown",
                [("fail", WireUnknownPolicy.fail), ("pass_and_recheck", .passAndRecheck)])
            ?? .fail
        // Checks name the condition within the filter; in the file the two are one.
        let path = place.path.key("condition")
        note(path, mapping.mark)
        filter.condition = condition(mapping, path, depth: 0)
        return filter
    }

    /// A condition that stands by itself.
    func condition(_ place: YAMLPlace) -> WireCondition { condition(place, depth: 0) }

    private func condition(_ place: YAMLPlace, depth: Int) -> WireCondition {
        guard depth <= MarketFile.maxConditionDepth else {
            fail(place, "Conditions nest too deep.")
            return WireCondition()
        }
        guard let mapping = mapping(place, keys: Self.conditionKeys) else {
            return WireCondition()
        }
        return condition(mapping, place.path, depth: depth)
    }

    private func condition(
        _ mapping: YAMLMapping, _ path: YAMLPath, depth: Int
    ) -> WireCondition {
        var condition = WireCondition()
        let kinds = mapping.keys.filter { Self.groups.contains($0) || Self.operators.contains($0) }
        guard kinds.count == 1, let kind = kinds.first else {
            // A misspelt operator has been reported already, as an unknown key.
            if kinds.isEmpty, isWrong(mapping.path) { return condition }
            let message =
                kinds.isEmpty
                ? "A condition needs an operator (is, in, gte, exists ...) or all, any, not."
                : "One of \(kinds.joined(separator: ", ")) is enough: put the others into 'all'."
            fail(mapping.mark, path, message)
            return condition
        }
        if Self.groups.contains(kind), mapping.has("field") {
            fail(mapping.mark(of: "field"), path, "'\(kind)' goes without a field.")
        }
        switch kind {
        case "all": condition.all = group(mapping, kind, path, depth)
        case "any": condition.any = group(mapping, kind, path, depth)
        case "not":
            if let inner = mapping["not"] {
                let place = YAMLPlace(node: inner.node, path: path.key("not"))
                condition.not = self.condition(place, depth: depth + 1)
            }
        default: condition.predicate = predicate(mapping, kind, path)
        }
        return condition
    }

    private func group(
        _ mapping: YAMLMapping, _ kind: String, _ path: YAMLPath, _ depth: Int
    ) -> WireConditionGroup {
        var group = WireConditionGroup()
        note(path.key(kind), mapping.mark(of: kind))
        for (index, place) in list(mapping, kind).enumerated() {
            let element = path.element(kind, index)
            note(element, place.node.mark)
            group.conditions.append(
                condition(YAMLPlace(node: place.node, path: element), depth: depth + 1))
        }
        return group
    }

    private func predicate(
        _ mapping: YAMLMapping, _ op: String, _ path: YAMLPath
    ) -> WirePredicate {
        var predicate = WirePredicate()
        note(path.key("field"), mapping["field"]?.node.mark ?? mapping.mark)
        note(path.key("op"), mapping.mark(of: op))
        note(path.key("values"), mapping[op]?.node.mark)
        if mapping.has("field") {
            predicate.field = text(mapping, "field")
        } else {
            fail(mapping.mark, path.key("field"), "'field' is needed here.")
        }
        predicate.op = op
        if op == Operator.exists.rawValue || op == Operator.missing.rawValue {
            // `exists: false` reads as what it says.
            let holds = bool(mapping, op)
            if !holds {
                predicate.op = (op == "exists" ? Operator.missing : .exists).rawValue
            }
            return predicate
        }
        predicate.values = texts(mapping, op)
        for index in predicate.values.indices {
            let value = path.key("values").element(index)
            note(value, mark(at: mapping.path.element(op, index)))
            if op == Operator.matches.rawValue { check(predicate.values[index], value) }
        }
        return predicate
    }

    /// A pattern is compiled once here, so that nobody finds out with a lead in hand.
    private func check(_ pattern: String, _ path: YAMLPath) {
        do {
            _ = try Pattern(pattern)
        } catch {
            fail(mark(at: path), path, "A pattern is needed: \(error).")
        }
    }
}
