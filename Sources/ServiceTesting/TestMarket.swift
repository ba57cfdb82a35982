import FoundationEssentials
public import LeadlineAPI

/// A small market of car insurance: two sellers, two buyers, every kind of field and channel.
///
/// | channel | seller | |
/// |---|---|---|
/// | `web` | acme | routes |
/// | `archive` | acme | stores only |
/// | `trial` | acme | tests |
/// | `closed` | acme | paused |
/// | `other` | rival | routes |
///
/// A channel's key is named like the channel, a buyer's like the buyer (`north`, `south`).
public struct TestMarket: Sendable {
    private let keys: TestKeys

    /// A market whose keys come from here.
    public init(keys: TestKeys) {
        self.keys = keys
    }

    /// The market.
    public var wire: WireMarket {
        var market = WireMarket()
        market.currency = "USD"
        market.defaultRegion = "US"
        market.fields = Self.fields
        market.scorecards = [Self.scorecard]
        market.sellers = [
            seller(
                "acme",
                [
                    channel("web"), channel("archive", .storeOnly), channel("trial", .test),
                    channel("closed", status: .paused),
                ]),
            seller("rival", [channel("other")]),
        ]
        market.buyers = [
            buyer("north", "north-auto", price: 12_500_000),
            buyer("south", "south-auto", price: 9_000_000, states: ["TX", "FL"]),
        ]
        var group = WireTreeGroup()
        group.id = "main"
        group.strategy = .highestBid
        group.campaignIds = ["north-auto", "south-auto"]
        market.tree.groups = [group]
        return market
    }

    private static let fields: [WireFieldDefinition] = [
        field("phone", .phone, .contact, required: true),
        field("email", .email, .contact),
        field("first_name", .text, .identity),
        field("state", .state, .quasi, required: true),
        field("zip", .postcode, .quasi),
        field("birth_date", .date, .quasi),
        field("vehicle_year", .integer, .none),
        field("annual_miles", .decimal, .none),
        field("budget", .money, .none),
        field("insured", .bool, .none),
        field("country", .country, .none),
        field("ip", .ip, .quasi),
        field("landing_page", .url, .none),
        field("coverage", .enum, .none, allowed: ["Basic", "Full"]),
        field("interests", .list, .none),
        field("note", .text, .none, longest: 20),
    ]

    private static func field(
        _ name: String, _ type: WireFieldType, _ pii: WirePiiClass, required: Bool = false,
        allowed: [String] = [], longest: Int32 = 0
    ) -> WireFieldDefinition {
        var field = WireFieldDefinition()
        field.name = name
        field.type = type
        field.pii = pii
        field.requiredOnPost = required
        field.allowedValues = allowed
        field.maxLength = longest
        field.missingValues = ["N/A", "Select"]
        return field
    }

    private static var scorecard: WireScorecard {
        var card = WireScorecard()
        card.id = "standard"
        card.criteria = [
            criterion("insured", "engagement", test("insured", "is", ["true"]), 400_000),
            criterion("new_car", "demographic", test("vehicle_year", "gte", ["2018"]), 350_000),
        ]
        card.cutsMillionths = (1...9).map { $0 * 100_000 }
        return card
    }

    private static func criterion(
        _ id: String, _ group: String, _ when: WireCondition, _ weight: Int64
    ) -> WireCriterion {
        var criterion = WireCriterion()
        criterion.id = id
        criterion.group = group
        criterion.when = when
        criterion.weightMillionths = weight
        return criterion
    }

    /// A condition of one test.
    public static func test(_ field: String, _ op: String, _ values: [String]) -> WireCondition {
        var condition = WireCondition()
        condition.predicate.field = field
        condition.predicate.op = op
        condition.predicate.values = values
        return condition
    }

    /// A filter of one test.
    public static func filter(_ id: String, _ condition: WireCondition) -> WireFilter {
        var filter = WireFilter()
        filter.id = id
        filter.condition = condition
        return filter
    }

    private func seller(_ id: String, _ channels: [WireChannel]) -> WireSeller {
        var seller = WireSeller()
        seller.id = id
        seller.name = id
        seller.channels = channels
        return seller
    }

    private func channel(
        _ id: String, _ mode: WireChannelMode = .route, status: WirePartyStatus = .active
    ) -> WireChannel {
        var channel = WireChannel()
        channel.id = id
        channel.name = id
        channel.mode = mode
        channel.status = status
        channel.keys = [key(id)]
        channel.scorecardID = "standard"
        return channel
    }

    private func buyer(
        _ id: String, _ campaign: String, price: Int64, states: [String] = []
    ) -> WireBuyer {
        var buyer = WireBuyer()
        buyer.id = id
        buyer.name = id
        buyer.keys = [key(id)]
        var wire = WireCampaign()
        wire.id = campaign
        wire.name = campaign
        wire.priceModel = .fixed
        wire.fixedPrice.micros = price
        wire.fixedPrice.currency = "USD"
        if !states.isEmpty {
            wire.filters = [Self.filter("states", Self.test("state", "in", states))]
        }
        buyer.campaigns = [wire]
        return buyer
    }

    private func key(_ name: String) -> WireApiKeyHash {
        var key = WireApiKeyHash()
        key.sha256 = Data(keys.hash(name))
        key.label = name
        return key
    }
}
