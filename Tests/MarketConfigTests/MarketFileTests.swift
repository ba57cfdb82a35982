import Foundation
import LeadlineAPI
import MarketConfig
import StrictYAML
import Testing

/// market.yaml becomes a market, or everything that is wrong with it, line by line.
@Suite struct MarketFileTests {
    @Test func theSampleIsRead() throws {
        let market = try MarketFile.read(Sample.text)
        #expect(market.currency == "USD")
        #expect(market.margin.basisPoints == 1500)
        #expect(market.fields.map(\.name) == ["state", "age", "phone"])
        #expect(market.fields[2].type == .phone && market.fields[2].pii == .contact)
        #expect(market.scorecards[0].cutsMillionths.first == 100_000)
        #expect(market.scorecards[0].criteria[0].weightMillionths == 450_000)
        #expect(market.sellers[0].channels[0].minPayout.micros == 4_000_000)
        let live = market.buyers[0].campaigns[0]
        #expect(live.priceModel == .live && live.maxPrice.micros == 50_000_000)
        #expect(live.filters[0].condition.predicate.values == ["18"])
        #expect(live.caps[0].window == .day && live.caps[0].timeZone == "America/Chicago")
        let fixed = market.buyers[1].campaigns[0]
        #expect(fixed.priceModel == .fixed && fixed.fixedPrice.micros == 8_000_000)
        #expect(market.tree.groups.map(\.strategy) == [.highestBid, .waterfall])
    }

    static let faults: [(old: String, new: String, place: String, problem: String)] = [
        (
            "currency: USD", "currency: DOLLAR", "m:1:11",
            "currency: An ISO 4217 code is needed, such as USD."
        ),
        (
            "margin: 15%", "margin: 15", "m:2:9",
            "margin: A margin is a percentage, such as 12.5%, or {fixed: 2.00}."
        ),
        (
            "margin: 15%", "margin: 100%", "m:2:9",
            "margin.basis_points: A margin is 0 to 9,999 basis points."
        ),
        (
            "type: integer", "type: int", "m:5:23",
            """
            fields[1].type: Unknown value 'int'. Known: text, integer, decimal, money, bool, \
            date, datetime, email, phone, state, postcode, country, ip, url, enum, list.
            """
        ),
        (
            "type: integer", "type: intege", "m:5:23",
            "fields[1].type: Unknown value 'intege': did you mean 'integer'?"
        ),
        (
            "- {name: age, type: integer, pii: quasi}",
            "- {name: age, type: integer, pii: quasi}\n  - {name: age, type: integer, pii: quasi}",
            "m:6:12",
            "fields[2].name: The field age is defined twice."
        ),
        (
            "cuts: [0.1, 0.2", "cuts: [0.2, 0.1", "m:9:11",
            "scorecards[0].cuts: There are nine cut points, each greater than the one before."
        ),
        (
            "weight: 0.45", "weight: heavy", "m:11:48",
            """
            scorecards[0].criteria[0].weight: A decimal number with at most six digits after \
            the point is needed.
            """
        ),
        (
            "field: state, is", "field: stat, is", "m:11:68",
            "scorecards[0].criteria[0].when.field: No field is called stat."
        ),
        (
            "scorecard: simple", "scorecard: complex", "m:16:20",
            "sellers[0].channels[0].scorecard: No scorecard is called complex."
        ),
        (
            "scorecard: simple", "scorcard: simple", "m:16:9",
            "sellers[0].channels[0]: Unknown key 'scorcard': did you mean 'scorecard'?"
        ),
        (
            "min_payout: 4.00", "min_payout: 4.001", "m:17:21",
            "sellers[0].channels[0].min_payout: A price is a whole number of minor units."
        ),
        (
            "min_payout: 4.00", "min_payout: 4 EUR", "m:17:21",
            "sellers[0].channels[0].min_payout: Prices are in USD."
        ),
        (
            "min_payout: 4.00", "min_payout: four", "m:17:21",
            """
            sellers[0].channels[0].min_payout: An amount is a decimal number with at most \
            six digits after the point.
            """
        ),
        (
            "max_price: 50.00", "max_price: 99999999999999", "m:22:20",
            "buyers[0].campaigns[0].max_price: The amount is too large."
        ),
        (
            "max_price: 50.00", "status: active", "m:21:9",
            "buyers[0].campaigns[0]: A price is needed: fixed_price, or max_price for bids."
        ),
        (
            "gte: 18", "gte: grown", "m:24:42",
            "buyers[0].campaigns[0].filters[0].condition.values[0]: grown isn't a integer."
        ),
        (
            "gte: 18", "gte: 18, lte: 65", "m:24:13",
            """
            buyers[0].campaigns[0].filters[0].condition: One of gte, lte is enough: put the \
            others into 'all'.
            """
        ),
        (
            "field: age, gte: 18", "field: phone, is: x", "m:24:39",
            """
            buyers[0].campaigns[0].filters[0].condition.op: phone is sealed (class contact): \
            only exists and missing apply.
            """
        ),
        (
            "gte: 18", "gte: 18, gt3: 18", "m:24:46",
            "buyers[0].campaigns[0].filters[0]: Unknown key 'gt3': did you mean 'gt'?"
        ),
        (
            "gte: 18", "gt3: 18", "m:24:37",
            "buyers[0].campaigns[0].filters[0]: Unknown key 'gt3': did you mean 'gt'?"
        ),
        (
            "state, is: CA", "state, matches: '(CA'", "m:11:84",
            """
            scorecards[0].criteria[0].when.values[0]: A pattern is needed: \
            not a pattern: missing ): (CA.
            """
        ),
        (
            "window: day", "window: fortnight", "m:26:33",
            """
            buyers[0].campaigns[0].caps[0].window: Unknown value 'fortnight'. Known: hour, \
            day, week, month, lifetime.
            """
        ),
        (
            "America/Chicago", "America/Gotham", "m:26:63",
            """
            buyers[0].campaigns[0].caps[0].time_zone: An IANA time zone is needed, such as \
            America/Chicago or UTC.
            """
        ),
        (
            "America/Chicago", "CST", "m:26:63",
            """
            buyers[0].campaigns[0].caps[0].time_zone: An IANA time zone is needed, such as \
            America/Chicago or UTC.
            """
        ),
        (
            "max_sold: 10", "max_sold: ten", "m:26:48",
            """
            buyers[0].campaigns[0].caps[0].max_sold: A whole number from 0 to 1000000000000 \
            is needed.
            """
        ),
        (
            "- id: bolt\n", "- id: acme\n", "m:27:9",
            "buyers[1].id: The id acme is used twice."
        ),
        (
            "campaigns: [bolt-fixed]", "campaigns: [bolt]", "m:38:19",
            "tree.groups[1].campaigns[0]: No campaign is called bolt."
        ),
        (
            "strategy: waterfall", "strategy: random", "m:37:17",
            "tree.groups[1].strategy: Unknown value 'random'. Known: highest_bid, waterfall."
        ),
    ]

    @Test(arguments: faults.indices) func faultsAreNamedWithTheirLine(_ index: Int) {
        let fault = Self.faults[index]
        #expect(
            Sample.problems(Sample.with(fault.old, fault.new)) == [
                "\(fault.place): \(fault.problem)"
            ])
    }

    @Test func everyFaultIsSaidAtOnce() {
        var text = Sample.text
        for index in [0, 4, 9, 17, 22, 27] {
            text = text.replacingOccurrences(
                of: Self.faults[index].old, with: Self.faults[index].new)
        }
        let lines = Sample.problems(text).map { $0.split(separator: ":")[1] }
        #expect(lines == ["1", "5", "16", "24", "26", "38"])
    }

    @Test func aKeyIsNotQuotedWhenItStandsInTheFile() {
        let text = Sample.with(
            "scorecard: simple", "scorecard: simple\n        keys: [lk_secretsecret]")
        let problems = Sample.problems(text)
        #expect(problems.count == 1)
        #expect(problems[0].hasPrefix("m:17:16: sellers[0].channels[0].keys[0]: This is a key"))
        #expect(!problems[0].contains("secret"))
    }

    @Test func keysAreReadByTheirHash() throws {
        let hash = "sha256:" + String(repeating: "ab", count: 32)
        let text = Sample.with(
            "scorecard: simple",
            "scorecard: simple\n        keys: [{hash: \"\(hash)\", label: first}]")
        let market = try MarketFile.read(text)
        #expect(market.sellers[0].channels[0].keys[0].sha256 == Data(repeating: 0xAB, count: 32))
        #expect(market.sellers[0].channels[0].keys[0].label == "first")
    }

    @Test func manyProblemsAreCutOff() {
        var text = Sample.text + "\n"
        for index in 0..<300 { text += "junk\(index): 1\n" }
        let problems = Sample.problems(text)
        #expect(problems.count == 101)
        #expect(problems.last?.contains("200 more problems") == true)
    }

    @Test func conditionsNest() throws {
        let text = Sample.with(
            "field: age, gte: 18",
            "any: [{not: {field: age, lt: 18}}, {all: [{field: state, in: [CA, WA]}, "
                + "{field: phone, exists: false}]}], on_unknown: pass_and_recheck")
        let filter = try MarketFile.read(text).buyers[0].campaigns[0].filters[0]
        #expect(filter.onUnknown == .passAndRecheck)
        let any = filter.condition.any.conditions
        #expect(any[0].not.predicate.op == "lt")
        #expect(any[1].all.conditions[0].predicate.values == ["CA", "WA"])
        #expect(any[1].all.conditions[1].predicate.op == "missing")
    }

    @Test func tooDeepConditionsAreRefused() {
        let open = String(repeating: "not: {", count: 12)
        let text = Sample.with(
            "field: age, gte: 18", open + "field: age, gte: 18" + String(repeating: "}", count: 12))
        #expect(Sample.problems(text).count == 1)
        #expect(Sample.problems(text)[0].contains("nest"))
        let deeper = String(repeating: "not: {", count: 60)
        let worse = Sample.with(
            "field: age, gte: 18",
            deeper + "field: age, gte: 18" + String(repeating: "}", count: 60))
        #expect(Sample.problems(worse).count == 1)
    }
}
