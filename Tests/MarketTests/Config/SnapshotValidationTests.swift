import Market
import Testing

@Suite struct SnapshotValidationTests {
    /// All errors of a market, one a line.
    func errors(in text: String = "acme live", _ change: (inout MarketDraft) -> Void) -> [String] {
        var draft = TestMarket.draft(text)
        change(&draft)
        do {
            _ = try Snapshot.validated(draft, tenant: TestMarket.tenant, version: 1)
            return []
        } catch {
            return error.all.map(\.description)
        }
    }

    @Test func aSoundMarketHasNone() {
        #expect(errors { _ in } == [])
    }

    @Test func allErrorsComeAtOnceWithTheirPlaces() {
        let found = errors { draft in
            draft.readyScore = 11
            draft.fields.append(FieldDefinition(name: "State", type: .text))
            draft.fields.append(FieldDefinition(name: "zip", type: .text))
            draft.sellers[0].denyBuyers = ["acme", "nobody"]
            draft.sellers[0].channels[0].scorecard = "none"
            draft.buyers[0].campaigns[0].minScore = -1
            draft.tree[0].members = ["acme", "ghost", "acme"]
        }
        #expect(
            found == [
                "ready_score: A score is 0 to 10.",
                "fields[7].name: A field's name is 1 to 63 lower-case letters, digits and "
                    + "underscores.",
                "fields[8].name: The field zip is defined twice.",
                "sellers[0].deny_buyers[1]: No buyer is called nobody.",
                "sellers[0].channels[0].scorecard: No scorecard is called none.",
                "buyers[0].campaigns[0].min_score: A score is 0 to 10.",
                "tree.groups[0].campaigns[1]: No campaign is called ghost.",
                "tree.groups[0].campaigns[2]: acme stands in the group main already.",
            ])
    }

    @Test func filtersAreTyped() {
        func test(_ field: String, _ op: Operator, _ values: [String]) -> [String] {
            errors {
                $0.buyers[0].campaigns[0].filters = [
                    FilterDraft(id: "f", .all([.test(field: field, op, values)]))
                ]
            }
        }
        let place = "buyers[0].campaigns[0].filters[0].condition.all[0]"
        #expect(test("nope", .is, ["1"]) == ["\(place).field: No field is called nope."])
        #expect(
            test("visits", .in, ["1", "two"]) == ["\(place).values[1]: two isn't a integer."])
        #expect(
            test("visits", .startsWith, ["1"])
                == ["\(place).op: starts_with doesn't apply to a integer."])
        #expect(test("visits", .between, ["1"]) == ["\(place).values: between takes two values."])
        #expect(test("state", .exists, ["1"]) == ["\(place).values: exists takes no values."])
        #expect(
            test("visits", .between, ["9", "1"])
                == ["\(place).values[0]: The first value must not be greater than the second."])
        #expect(
            test("phone", .startsWith, ["+1"]) == [
                "\(place).op: phone is sealed (class contact): only exists and missing apply."
            ])
        #expect(test("born", .ageBetween, ["18", "x"]).count == 1)
        #expect(test("state", .ageBetween, ["18", "20"]).count == 1)
        #expect(test("visits", .matches, ["1"]).count == 1)
    }

    @Test func groupsHaveADepth() {
        func nested(_ depth: Int) -> [String] {
            var predicate = Predicate.test(field: "state", .is, ["CA"])
            for _ in 0..<depth { predicate = .all([predicate]) }
            return errors {
                $0.buyers[0].campaigns[0].filters = [FilterDraft(id: "f", predicate)]
            }
        }
        #expect(nested(8) == [])
        #expect(nested(9).count == 1)
        #expect(nested(9)[0].hasSuffix("Groups nest more than 8 deep."))
        #expect(
            errors { $0.buyers[0].campaigns[0].filters = [FilterDraft(id: "f", .any([]))] }
                == ["buyers[0].campaigns[0].filters[0].condition.any: The group is empty."])
    }

    @Test func pricesAreWholeAndInTheTenantsCurrency() {
        func price(_ model: PriceModel) -> [String] {
            errors { $0.buyers[0].campaigns[0].price = model }
        }
        let place = "buyers[0].campaigns[0]"
        #expect(
            price(.fixed(Money(micros: 1, currency: .usd)))
                == ["\(place).fixed_price: A price is a whole number of minor units."])
        #expect(
            price(.fixed(Money(micros: 1_000_000, currency: .eur)))
                == ["\(place).fixed_price: Prices are in USD."])
        #expect(
            price(.fixed(.zero(.usd))) == ["\(place).fixed_price: The price must be more than 0."])
        #expect(
            price(.live(min: TestMarket.usd("9"), max: TestMarket.usd("8")))
                == ["\(place).min_price: The least price is more than the most."])
        #expect(
            price(.live(min: nil, max: Money(micros: .max / 10_000 * 10_000, currency: .usd)))
                == ["\(place).max_price: The price is more than a million."])
    }

    @Test func marginsAreSane() {
        #expect(errors { $0.margin = .ofPrice(basisPoints: 10_000) }.count == 1)
        #expect(errors { $0.margin = .fixed(TestMarket.usd("-1")) }.count == 1)
        let subsidy: (inout MarketDraft) -> Void = {
            $0.sellers[0].channels[0].margin = .fixed(TestMarket.usd("-1"))
        }
        #expect(errors(subsidy).count == 1)
        #expect(
            errors {
                subsidy(&$0)
                $0.sellers[0].channels[0].allowNegativeMargin = true
            } == [])
    }

    @Test func scorecardsHaveNineRisingCuts() {
        func cuts(_ cuts: [Int64]) -> Int {
            errors { $0.scorecards = [ScorecardDraft(key: "s", criteria: [], cuts: cuts)] }.count
        }
        #expect(cuts(Array(1...9)) == 0)
        #expect(cuts(Array(1...8)) == 1)
        #expect(cuts([1, 2, 3, 4, 5, 6, 7, 8, 8]) == 1)
        let criterion = CriterionDraft(
            key: "c", group: .interest, when: .test(field: "lead.score", .gt, ["1"]),
            weightMillionths: 1)
        #expect(
            errors {
                $0.scorecards = [
                    ScorecardDraft(key: "s", criteria: [criterion], cuts: Array(1...9))
                ]
            } == ["scorecards[0].criteria[0].when: A score can't depend on the score."])
    }

    @Test func keysAreUniqueAndPlain() {
        #expect(
            errors { $0.buyers.append($0.buyers[0]) } == [
                "buyers[1].id: The id acme is used twice.",
                "buyers[1].campaigns[0].id: The id acme is used twice.",
            ])
        #expect(errors { $0.tree[0].key = "a b" }.count == 1)
        #expect(
            errors {
                let cap = CapDraft(key: "day", window: .day, limit: -1)
                $0.buyers[0].campaigns[0].caps = [cap, cap]
            } == [
                "buyers[0].campaigns[0].caps[0].limit: A cap must not be negative.",
                "buyers[0].campaigns[0].caps[1].id: The id day is used twice.",
                "buyers[0].campaigns[0].caps[1].limit: A cap must not be negative.",
            ])
    }

    @Test func aFixedPriceGroupPingsNobody() {
        let found = errors(in: "group main fixed_price\nacme fixed 5.00\nbrix live") { _ in }
        #expect(
            found == ["tree.groups[0].campaigns[1]: brix bids live, and this group pings nobody."])
    }

    @Test func idsSurviveAVersion() throws {
        let first = try TestMarket.snapshot("acme live", version: 1)
        let second = try TestMarket.snapshot("brix live\nacme live", version: 2)
        #expect(first.campaign(key: "acme")?.id == second.campaign(key: "acme")?.id)
        #expect(second.campaign(key: "nobody") == nil)
        #expect(second.campaign(TestMarket.campaignID("brix"))?.key == "brix")
        #expect(second.channel(TestMarket.channelID)?.key == "web")
    }
}
