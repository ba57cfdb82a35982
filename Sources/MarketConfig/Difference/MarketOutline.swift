import LeadlineAPI
import Market

/// A market as a list of settings: a path and a text each, in the order of the market. Elements
/// that have an id are named by it, so that moving one changes nothing else.
struct MarketOutline {
    private(set) var settings: [(path: String, value: String)] = []

    init(_ market: WireMarket) {
        add("currency", market.currency)
        add("default_region", market.defaultRegion)
        add("margin", market.hasMargin ? Self.text(market.margin) : "")
        add("show_min_to_win", market.showMinToWin ? "true" : "")
        add("ready_score", Self.text(Int64(market.readyScore)))
        for field in market.fields { add(field, "fields[\(field.name)]") }
        for scorecard in market.scorecards { add(scorecard, "scorecards[\(scorecard.id)]") }
        for seller in market.sellers { add(seller, "sellers[\(seller.id)]") }
        for buyer in market.buyers { add(buyer, "buyers[\(buyer.id)]") }
        add("tree", market.tree.groups.map(\.id).joined(separator: " → "))
        for group in market.tree.groups { add(group, "tree[\(group.id)]") }
    }

    /// Adds a setting; one that says nothing isn't there.
    mutating func add(_ path: String, _ value: String) {
        if !value.isEmpty { settings.append((path, value)) }
    }

    private mutating func add(_ field: WireFieldDefinition, _ path: String) {
        add(path, "field")
        add(path + ".type", FieldType(rawValue: field.type.rawValue)?.name ?? "")
        add(path + ".pii", PIIClass(rawValue: field.pii.rawValue)?.name ?? "")
        add(path + ".required_on_ping", field.requiredOnPing ? "true" : "")
        add(path + ".required_on_post", field.requiredOnPost ? "true" : "")
        add(path + ".allowed_values", field.allowedValues.joined(separator: ", "))
        add(path + ".max_length", Self.text(Int64(field.maxLength)))
        add(path + ".missing_values", Self.quoted(field.missingValues))
    }

    private mutating func add(_ scorecard: WireScorecard, _ path: String) {
        add(path, "scorecard")
        let cuts = scorecard.cutsMillionths.map { Decimal.text(micros: $0) }
        add(path + ".cuts", cuts.joined(separator: ", "))
        for criterion in scorecard.criteria {
            let place = path + ".criteria[\(criterion.id)]"
            add(place, "criterion")
            add(place + ".group", criterion.group)
            add(place + ".weight", Decimal.text(micros: criterion.weightMillionths))
            add(place + ".when", ConditionText.text(criterion.when))
        }
    }

    private mutating func add(_ group: WireTreeGroup, _ path: String) {
        add(path, "group")
        add(path + ".strategy", GroupStrategy(rawValue: group.strategy.rawValue)?.name ?? "")
        add(path + ".campaigns", group.campaignIds.joined(separator: ", "))
        add(path + ".timeout_ms", Self.text(Int64(group.timeoutMs)))
        add(path + ".entry", group.hasEntry ? ConditionText.text(group.entry) : "")
    }

    // MARK: Texts

    /// 0 means that nothing was said.
    static func text(_ number: Int64) -> String { number == 0 ? "" : String(number) }

    /// An amount as it is written.
    static func text(_ money: WireMoney) -> String {
        guard let known = try? Money(wire: money) else {
            return Decimal.text(micros: money.micros) + " " + money.currency
        }
        return known.description
    }

    /// A margin as it is written.
    static func text(_ margin: WireMargin) -> String {
        margin.hasFixed
            ? text(margin.fixed) : Decimal.text(micros: Int64(margin.basisPoints) * 10_000) + " %"
    }

    /// Texts of which some may be empty.
    private static func quoted(_ texts: [String]) -> String {
        texts.map { "\"\($0)\"" }.joined(separator: ", ")
    }
}
