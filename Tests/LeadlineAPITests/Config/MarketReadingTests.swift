import Foundation
import LeadlineAPI
import Market
import Testing

/// A market's message becomes a snapshot, or says everything that is wrong with it.
@Suite struct MarketReadingTests {
    @Test func aMarketBecomesASnapshot() throws {
        let market = try TestMarket.snapshot()
        #expect(market.version == 3)
        #expect(market.currency == .usd)
        #expect(market.defaultRegion == "US")
        let channel = try #require(market.channel(key: "forms-web"))
        #expect(channel.minPayout == Money(micros: 4_000_000, currency: .usd))
        #expect(channel.margin == .ofPrice(basisPoints: 2000))
        #expect(channel.maxProcessingMilliseconds == 30_000)
        let live = try #require(market.campaign(key: "acme-live"))
        #expect(live.price == .live(min: nil, max: Money(micros: 50_000_000, currency: .usd)))
        #expect(live.delivery.timeoutMilliseconds == 2000)
        #expect(live.delivery.graceMilliseconds == 60_000)
        #expect(live.disclosure == .onConfirm)
        #expect(live.filters.map(\.onUnknown) == [.passAndRecheck])
        #expect(live.caps.map(\.timeZone) == ["America/Chicago"])
        let fixed = try #require(market.campaign(key: "bolt-fixed"))
        #expect(fixed.delivery.graceMilliseconds == 1234)
        #expect(fixed.disclosure == .onAward)
        #expect(market.tree.map(\.timeoutMilliseconds) == [500, 500])
    }

    /// The paths that are complained about after a change.
    private func paths(_ change: (inout WireMarket) -> Void) -> [String] {
        var wire = TestMarket.wire
        change(&wire)
        do {
            _ = try Snapshot.validated(wire: wire, tenant: TestMarket.tenant, version: 1)
            return []
        } catch {
            return error.all.map(\.path.description)
        }
    }

    @Test func whatCannotBeReadIsNamed() {
        #expect(paths { $0.currency = "dollars" } == ["currency"])
        #expect(paths { $0.fields[0].type = .unspecified } == ["fields[0].type"])
        #expect(paths { $0.fields[1].pii = .unspecified } == ["fields[1].pii"])
        #expect(
            paths { $0.scorecards[0].criteria[0].group = "luck" }
                == ["scorecards[0].criteria[0].group"])
        #expect(
            paths { $0.buyers[0].campaigns[0].priceModel = .unspecified }
                == ["buyers[0].campaigns[0].price_model"])
        #expect(
            paths { $0.buyers[0].campaigns[0].clearMaxPrice() }
                == ["buyers[0].campaigns[0].max_price"])
        #expect(
            paths { $0.buyers[1].campaigns[0].fixedPrice.currency = "?" }
                == ["buyers[1].campaigns[0].fixed_price"])
        #expect(
            paths { $0.buyers[0].campaigns[0].caps[0].window = .UNRECOGNIZED(40) }
                == ["buyers[0].campaigns[0].caps[0].window"])
        #expect(paths { $0.tree.groups[0].strategy = .unspecified } == ["tree.groups[0].strategy"])
        #expect(
            paths { $0.buyers[0].campaigns[0].filters[0].condition = WireCondition() }
                == ["buyers[0].campaigns[0].filters[0].condition"])
        #expect(paths { $0.margin.fixed = TestMarket.money("1.00") } == ["margin"])
    }

    @Test func everythingIsSaidAtOnce() {
        let all = paths {
            $0.fields[0].type = .unspecified
            $0.buyers[0].campaigns[0].priceModel = .unspecified
            $0.tree.groups[1].strategy = .unspecified
        }
        #expect(all.count == 3)
    }

    @Test func rulesAreCheckedToo() {
        #expect(
            paths { $0.tree.groups[0].campaignIds.append("nobody") }
                == ["tree.groups[0].campaigns[1]"])
    }

    @Test func keysAreWholeAndTheirOwnersAlone() {
        #expect(
            paths { $0.sellers[0].channels[0].keys[0].sha256 = Data([1, 2]) }
                == ["sellers[0].channels[0].keys[0].sha256"])
        #expect(
            paths { $0.buyers[0].keys = $0.sellers[0].channels[0].keys }
                == ["buyers[0].keys[0].sha256"])
    }
}
