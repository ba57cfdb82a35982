import LeadlineAPI
import Market
import StrictYAML

extension MarketReader {
    /// A field's definition. What is missing anywhere may be said once, for all fields.
    func field(_ place: YAMLPlace, missingValues: [String]) -> WireFieldDefinition {
        var field = WireFieldDefinition()
        let keys = [
            "name", "type", "pii", "required_on_ping", "required_on_post", "allowed_values",
            "max_length", "missing_values",
        ]
        guard let mapping = mapping(place, keys: keys) else { return field }
        field.name = text(mapping, "name", required: true)
        let type: FieldType? = choice(
            mapping, "type", FieldType.allCases.map { ($0.name, $0) }, required: true)
        field.type = WireFieldType(rawValue: (type ?? .text).rawValue) ?? .text
        let pii: PIIClass? = choice(
            mapping, "pii", PIIClass.allCases.map { ($0.name, $0) }, required: true)
        // Until somebody has said how personal it is, it isn't shown to anybody.
        field.pii = WirePiiClass(rawValue: (pii ?? .identity).rawValue) ?? .identity
        field.requiredOnPing = bool(mapping, "required_on_ping")
        field.requiredOnPost = bool(mapping, "required_on_post")
        field.allowedValues = texts(mapping, "allowed_values")
        field.maxLength = Int32(integer(mapping, "max_length", 1...100_000))
        field.missingValues =
            mapping.has("missing_values") ? texts(mapping, "missing_values") : missingValues
        return field
    }

    /// A scorecard.
    func scorecard(_ place: YAMLPlace) -> WireScorecard {
        var scorecard = WireScorecard()
        guard let mapping = mapping(place, keys: ["id", "cuts", "criteria"]) else {
            return scorecard
        }
        scorecard.id = text(mapping, "id", required: true)
        scorecard.cutsMillionths = list(mapping, "cuts").map(millionths)
        scorecard.criteria = list(mapping, "criteria").map(criterion)
        return scorecard
    }

    private func criterion(_ place: YAMLPlace) -> WireCriterion {
        var criterion = WireCriterion()
        guard let mapping = mapping(place, keys: ["id", "group", "weight", "when"]) else {
            return criterion
        }
        criterion.id = text(mapping, "id", required: true)
        let group: CriterionGroup? = choice(
            mapping, "group", CriterionGroup.allCases.map { ($0.rawValue, $0) }, required: true)
        criterion.group = (group ?? .demographic).rawValue
        if let weight = mapping["weight"] {
            criterion.weightMillionths = millionths(weight)
        } else {
            _ = text(mapping, "weight", required: true)
        }
        if let when = mapping["when"] {
            criterion.when = condition(when)
        } else {
            _ = text(mapping, "when", required: true)
        }
        return criterion
    }
}
