import Foundation
import LeadlineAPI
import Market

/// A small market on the wire: one seller, two buyers, one group of each kind.
enum TestMarket {
    static let tenant = TenantID(Identifier(high: 7, low: 9))

    static func money(_ text: String) -> WireMoney {
        guard let money = try? Money(text, .usd) else { return WireMoney() }
        return money.wire
    }

    static func test(_ field: String, _ op: String, _ values: String...) -> WireCondition {
        .with {
            $0.predicate.field = field
            $0.predicate.op = op
            $0.predicate.values = values
        }
    }

    static let wire = WireMarket.with { market in
        market.currency = "USD"
        market.margin.basisPoints = 2000
        market.showMinToWin = true
        market.fields = [
            field("state", .state, .none), field("age", .integer, .quasi),
            field("phone", .phone, .contact),
        ]
        market.scorecards = [
            .with {
                $0.id = "simple"
                $0.cutsMillionths = (1...9).map { $0 * 100_000 }
                $0.criteria = [
                    .with {
                        $0.id = "west"
                        $0.group = "demographic"
                        $0.when = test("state", "in", "CA", "WA")
                        $0.weightMillionths = 450_000
                    }
                ]
            }
        ]
        market.sellers = [
            .with {
                $0.id = "forms"
                $0.channels = [
                    .with {
                        $0.id = "forms-web"
                        $0.scorecardID = "simple"
                        $0.minPayout = money("4.00")
                        $0.keys = [.with { $0.sha256 = Data(repeating: 1, count: 32) }]
                    }
                ]
            }
        ]
        market.buyers = [live, fixed]
        market.tree.groups = [
            .with {
                $0.id = "auction"
                $0.strategy = .highestBid
                $0.campaignIds = ["acme-live"]
            },
            .with {
                $0.id = "rest"
                $0.strategy = .waterfall
                $0.campaignIds = ["bolt-fixed"]
            },
        ]
    }

    private static let live = WireBuyer.with {
        $0.id = "acme"
        $0.campaigns = [
            .with {
                $0.id = "acme-live"
                $0.priceModel = .live
                $0.maxPrice = money("50.00")
                $0.filters = [
                    .with {
                        $0.id = "adult"
                        $0.condition.not = test("age", "lt", "18")
                        $0.onUnknown = .passAndRecheck
                    }
                ]
                $0.caps = [
                    .with {
                        $0.id = "daily"
                        $0.window = .day
                        $0.maxSold = 10
                        $0.timeZone = "America/Chicago"
                    }
                ]
            }
        ]
    }

    private static let fixed = WireBuyer.with {
        $0.id = "bolt"
        $0.campaigns = [
            .with {
                $0.id = "bolt-fixed"
                $0.priceModel = .fixed
                $0.fixedPrice = money("8.00")
                $0.graceMs = 1234
                $0.disclosure = .onAward
            }
        ]
    }

    private static func field(
        _ name: String, _ type: WireFieldType, _ pii: WirePiiClass
    ) -> WireFieldDefinition {
        .with {
            $0.name = name
            $0.type = type
            $0.pii = pii
        }
    }

    static func snapshot() throws -> Snapshot {
        try Snapshot.validated(wire: wire, tenant: tenant, version: 3)
    }
}
