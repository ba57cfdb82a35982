import Market

extension WireReading {
    /// A field's definition.
    mutating func field(_ wire: WireFieldDefinition, _ path: ConfigPath) -> FieldDefinition {
        FieldDefinition(
            name: wire.name,
            type: value(wire.type.rawValue, or: nil, path.key("type"), "A type") ?? .text,
            pii: value(wire.pii.rawValue, or: nil, path.key("pii"), "A PII class") ?? .identity,
            requiredOnPing: wire.requiredOnPing, requiredOnPost: wire.requiredOnPost,
            allowedValues: wire.allowedValues,
            maxLength: wire.maxLength == 0 ? 500 : Int(wire.maxLength),
            missingValues: wire.missingValues)
    }

    /// A scorecard.
    mutating func scorecard(_ wire: WireScorecard, _ path: ConfigPath) -> ScorecardDraft {
        ScorecardDraft(
            key: wire.id,
            criteria: elements(wire.criteria, path, "criteria") { $0.criterion($1, $2) },
            cuts: wire.cutsMillionths)
    }

    private mutating func criterion(_ wire: WireCriterion, _ path: ConfigPath) -> CriterionDraft {
        let group = CriterionGroup(rawValue: wire.group)
        if group == nil {
            fail(
                path.key("group"),
                "The group is \(CriterionGroup.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        return CriterionDraft(
            key: wire.id, group: group ?? .demographic,
            when: predicate(wire.when, path.key("when")), weightMillionths: wire.weightMillionths)
    }

    /// A filter.
    mutating func filter(_ wire: WireFilter, _ path: ConfigPath) -> FilterDraft {
        FilterDraft(
            id: wire.id, predicate(wire.condition, path.key("condition")),
            onUnknown: value(
                wire.onUnknown.rawValue, or: .fail, path.key("on_unknown"), "The policy") ?? .fail)
    }

    /// A predicate or a group. The decoder of messages bounds how deep they can nest.
    mutating func predicate(_ wire: WireCondition, _ path: ConfigPath) -> Predicate {
        switch wire.kind {
        case .predicate(let test):
            guard let op = Operator(rawValue: test.op) else {
                fail(path.key("op"), "The operator is unknown.")
                return .test(field: test.field, .exists, [])
            }
            return .test(field: test.field, op, test.values)
        case .all(let group):
            return .all(elements(group.conditions, path, "all") { $0.predicate($1, $2) })
        case .any(let group):
            return .any(elements(group.conditions, path, "any") { $0.predicate($1, $2) })
        case .not(let condition):
            return .not(predicate(condition, path.key("not")))
        case nil:
            fail(path, "A condition is needed.")
            return .all([])
        }
    }
}
