import LeadlineAPI
import Market
import StrictYAML
import Yams

extension MarketReader {
    /// The whole document.
    func market(_ root: Node) -> WireMarket {
        var market = WireMarket()
        let keys = [
            "currency", "default_region", "margin", "show_min_to_win", "ready_score",
            "award_timeout_ms", "grace_ms", "missing_values", "fields", "scorecards", "sellers",
            "buyers", "tree",
        ]
        guard let top = mapping(YAMLPlace(node: root, path: .init()), keys: keys) else {
            return market
        }
        readCurrency(top)
        market.currency = currency.code
        market.defaultRegion = region(top)
        if let margin = margin(top) { market.margin = margin }
        market.showMinToWin = bool(top, "show_min_to_win")
        market.readyScore = Int32(integer(top, "ready_score", 0...10))
        // Said once for all campaigns and all fields that say nothing themselves.
        awardTimeoutMilliseconds = milliseconds(top, "award_timeout_ms", most: 600_000)
        graceMilliseconds = milliseconds(top, "grace_ms", most: 604_800_000)
        let missing = texts(top, "missing_values")
        market.fields = list(top, "fields").map { field($0, missingValues: missing) }
        market.scorecards = list(top, "scorecards").map(scorecard)
        market.sellers = list(top, "sellers").map(seller)
        market.buyers = list(top, "buyers").map(buyer)
        if let place = top["tree"] {
            market.tree = tree(place)
        } else {
            fail(
                top.mark, top.path.key("tree"), "'tree' is needed: in which order buyers are asked."
            )
        }
        return market
    }

    private func readCurrency(_ top: YAMLMapping) {
        let code = text(top, "currency", required: true)
        guard let place = top["currency"] else { return }
        if let known = Currency(code: code), known.code == code {
            currency = known
        } else {
            fail(place, "An ISO 4217 code is needed, such as USD.")
        }
    }

    private func region(_ top: YAMLMapping) -> String {
        let region = text(top, "default_region")
        guard let place = top["default_region"] else { return "" }
        let isCode = region.utf8.count == 2 && region.utf8.allSatisfy { (65...90).contains($0) }
        if !isCode { fail(place, "An ISO 3166 code of two letters is needed, such as US.") }
        return region
    }

    /// `margin: 15%`, `margin: 12.5%` of the buyer's price, or `margin: {fixed: 2.00}`.
    func margin(_ mapping: YAMLMapping) -> WireMargin? {
        guard let place = mapping["margin"] else { return nil }
        var margin = WireMargin()
        if case .scalar(let scalar) = place.node {
            guard scalar.string.last == "%",
                let micros = try? Decimal.micros(String(scalar.string.dropLast())),
                micros % 10_000 == 0, let points = Int32(exactly: micros / 10_000)
            else {
                fail(place, "A margin is a percentage, such as 12.5%, or {fixed: 2.00}.")
                return nil
            }
            margin.basisPoints = points
            return margin
        }
        guard let fields = self.mapping(place, keys: ["fixed"]) else { return nil }
        guard let fixed = money(fields, "fixed") else {
            if !fields.has("fixed") { fail(place, "'fixed' is needed here.") }
            return nil
        }
        margin.fixed = fixed
        return margin
    }

    /// The ping tree.
    private func tree(_ place: YAMLPlace) -> WirePingTree {
        var tree = WirePingTree()
        guard let mapping = mapping(place, keys: ["groups"]) else { return tree }
        tree.groups = list(mapping, "groups").map(group)
        if tree.groups.isEmpty { fail(place, "The tree has no groups.") }
        return tree
    }

    private func group(_ place: YAMLPlace) -> WireTreeGroup {
        var group = WireTreeGroup()
        let keys = ["id", "strategy", "campaigns", "timeout_ms", "entry"]
        guard let mapping = mapping(place, keys: keys) else { return group }
        group.id = text(mapping, "id", required: true)
        group.strategy =
            choice(
                mapping, "strategy",
                [("highest_bid", WireGroupStrategy.highestBid), ("waterfall", .waterfall)],
                required: true) ?? .highestBid
        group.campaignIds = texts(mapping, "campaigns")
        group.timeoutMs = milliseconds(mapping, "timeout_ms", most: 60_000)
        if let entry = mapping["entry"] { group.entry = condition(entry) }
        return group
    }
}
