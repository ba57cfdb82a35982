import Market
import Testing

@Suite struct OperatorTests {
    static let lead: Fields = [
        "state": .text("CA"), "zip": .text("90210"), "visits": .integer(7),
        "income": .decimal(micros: 1_500_000), "born": .date(days: 10_957),  // 2000-01-01
        "tags": .list(["solar", "roof"]),
    ]

    @Test(arguments: [
        ("state", Operator.is, ["CA"]), ("state", .isNot, ["NV"]), ("state", .in, ["NV", "CA"]),
        ("state", .notIn, ["NV", "AZ"]), ("zip", .startsWith, ["902"]),
        ("zip", .contains, ["021"]), ("zip", .notContains, ["99"]),
        ("zip", .between, ["90000", "96162"]), ("zip", .lt, ["90211"]), ("zip", .gt, ["90"]),
        ("visits", .is, ["7"]), ("visits", .gt, ["6"]), ("visits", .gte, ["7"]),
        ("visits", .lt, ["8"]), ("visits", .lte, ["7"]), ("visits", .between, ["7", "7"]),
        ("visits", .notBetween, ["8", "9"]), ("visits", .in, ["9", "7", "1"]),
        ("visits", .gte, ["-9223372036854775808"]), ("income", .gt, ["1.499999"]),
        ("income", .lte, ["1.5"]), ("born", .ageBetween, ["26", "26"]),
        ("born", .lt, ["2000-01-02"]), ("tags", .contains, ["roof"]),
        ("tags", .in, ["x", "solar"]), ("tags", .notIn, ["x"]), ("tags", .isNot, ["solar"]),
        ("state", .exists, []), ("phone", .missing, []), ("lead.channel", .is, ["web"]),
        ("lead.seller", .is, ["seller"]), ("lead.already_sold", .is, ["0"]),
        ("lead.received_at", .lt, ["2026-03-01T00:00:01Z"]),
    ])
    func holds(_ field: String, _ op: Operator, _ operands: [String]) throws {
        let test = Predicate.test(field: field, op, operands)
        #expect(try FilterBench.verdict(test, Self.lead) == "pass")
        // Its negation fails, and says so.
        #expect(try FilterBench.verdict(.not(test), Self.lead).hasPrefix("E_FILTER(f: "))
    }

    @Test(arguments: [
        ("state", Operator.is, ["ca"], "E_FILTER(f: state is ca; got CA)"),
        ("state", .notIn, ["CA"], "E_FILTER(f: state not_in CA; got CA)"),
        (
            "visits", .gt, ["9223372036854775807"],
            "E_FILTER(f: visits gt 9223372036854775807; got 7)"
        ),
        ("visits", .between, ["8", "9"], "E_FILTER(f: visits between 8, 9; got 7)"),
        ("income", .gte, ["1.6"], "E_FILTER(f: income gte 1.6; got 1.5)"),
        // What a personal field holds is withheld.
        ("zip", .startsWith, ["1"], "E_FILTER(f: zip starts_with 1; got withheld)"),
        ("born", .ageBetween, ["27", "99"], "E_FILTER(f: born age_between 27, 99; got withheld)"),
        ("phone", .exists, [], "E_FILTER(f: phone exists ; got nothing)"),
        ("lead.medium", .is, ["web"], "E_FILTER(f: lead.medium is web; got nothing)"),
    ])
    func failsWithAReason(
        _ field: String, _ op: Operator, _ operands: [String], _ reason: String
    ) throws {
        let test = Predicate.test(field: field, op, operands)
        #expect(try FilterBench.verdict(test, Self.lead) == reason)
    }

    @Test func negatedTestsSaySo() throws {
        let test = Predicate.not(.test(field: "state", .in, ["CA", "AZ"]))
        #expect(
            try FilterBench.verdict(test, Self.lead)
                == "E_FILTER(f: state not in CA, AZ; got CA)")
    }

    @Test func sealedFieldsArePresent() throws {
        let exists = Predicate.test(field: "phone", .exists, [])
        #expect(try FilterBench.verdict(exists, [:], sealed: ["phone"]) == "pass")
        #expect(
            try FilterBench.verdict(.not(exists), [:], sealed: ["phone"])
                == "E_FILTER(f: phone not exists ; got withheld)")
    }

    @Test func patternsEnterAsFacts() throws {
        let test = Predicate.test(field: "zip", .matches, ["90.*"])
        #expect(try FilterBench.verdict(test, Self.lead, externals: [.pass]) == "pass")
        #expect(
            try FilterBench.verdict(test, Self.lead, externals: [.fail])
                == "E_FILTER(f: zip matches 90.*; got withheld)")
        #expect(try FilterBench.verdict(test, Self.lead) != "pass")
        #expect(try FilterBench.verdict(test, [:], externals: [.pass]) != "pass")
        let market = try FilterBench.snapshot([
            FilterDraft(id: "a", test), FilterDraft(id: "b", .not(test)),
        ])
        #expect(market.externalTests == [ExternalTest(field: "zip", pattern: "90.*")])
    }

    @Test func longListsAreCutInReasons() throws {
        let codes = (1000..<1100).map(String.init)
        let reason = try FilterBench.verdict(
            .test(field: "state", .in, codes), Self.lead)
        #expect(reason.hasSuffix("1008, 1009, and 90 more; got CA)"))
    }
}
