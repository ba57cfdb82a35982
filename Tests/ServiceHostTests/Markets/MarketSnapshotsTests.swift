import GRPC
import LeadlineAPI
import Logging
import Market
import Postgres
@testable import ServiceHost
import ServiceTesting
import Synchronization
import Testing

@Suite struct MarketSnapshotsTests {
    private static let tenant = TenantID(Identifier(high: 1, low: 1))

    private static func market(readyScore: Int32 = 0) -> WireMarket {
        var wire = TestMarket(keys: TestKeys()).wire
        wire.readyScore = readyScore
        return wire
    }

    private func code(_ body: () async throws -> Void) async -> Status.Code? {
        do {
            try await body()
            return nil
        } catch {
            return (error as? RPCError)?.code
        }
    }

    @Test func `the newest is swapped in, older ones stay`() async throws {
        let source = FakeMarkets()
        let markets = MarketSnapshots(source: source, logger: .silent)
        #expect(await code { _ = try markets.newest(Self.tenant) } == .failedPrecondition)
        source.add(Self.tenant, 1, Self.market())
        try await markets.refresh()
        let first = try markets.newest(Self.tenant)
        source.add(Self.tenant, 2, Self.market(readyScore: 5))
        #expect(try markets.newest(Self.tenant) === first)
        try await markets.refresh()
        #expect(try markets.newest(Self.tenant).version == 2)
        #expect(try markets.newest(Self.tenant).snapshot.readyScore == 5)
        #expect(try await markets.market(Self.tenant, version: 1) === first)
        #expect(try await markets.market(Self.tenant, version: 0).version == 2)
        #expect(source.loads == 2)
        try await markets.refresh()
        #expect(source.loads == 2)
    }

    @Test func `a version that isn't in memory is loaded once`() async throws {
        let source = FakeMarkets()
        for version in 1...3 { source.add(Self.tenant, Int64(version), Self.market()) }
        let markets = MarketSnapshots(source: source, logger: .silent)
        try await markets.refresh()
        let old = try await markets.market(Self.tenant, version: 1)
        #expect(try await markets.market(Self.tenant, version: 1) === old)
        #expect(try markets.newest(Self.tenant).version == 3)
        #expect(source.loads == 2)
        #expect(
            await code { _ = try await markets.market(Self.tenant, version: 9) }
                == .failedPrecondition)
    }

    @Test func `only so many old versions are kept`() async throws {
        let source = FakeMarkets()
        let markets = MarketSnapshots(source: source, logger: .silent)
        let count = MarketSnapshots.olderKept + 5
        for version in 1...count {
            source.add(Self.tenant, Int64(version), Self.market())
            try await markets.refresh()
        }
        let before = source.loads
        _ = try await markets.market(Self.tenant, version: Int64(count - 1))
        #expect(source.loads == before)
        _ = try await markets.market(Self.tenant, version: 1)
        #expect(source.loads == before + 1)
    }

    @Test func `a market that isn't understood leaves the one before`() async throws {
        let source = FakeMarkets()
        let markets = MarketSnapshots(source: source, logger: .silent)
        source.add(Self.tenant, 1, Self.market())
        try await markets.refresh()
        var broken = Self.market()
        broken.currency = "???"
        source.add(Self.tenant, 2, broken)
        try await markets.refresh()
        #expect(try markets.newest(Self.tenant).version == 1)
        #expect(
            await code { _ = try await markets.market(Self.tenant, version: 2) }
                == .failedPrecondition)
    }

    @Test func `while the store is away, what is in memory works`() async throws {
        let source = FakeMarkets()
        let markets = MarketSnapshots(source: source, logger: .silent)
        source.add(Self.tenant, 1, Self.market())
        try await markets.refresh()
        source.fail()
        await #expect(throws: PostgresError.self) { try await markets.refresh() }
        #expect(try markets.newest(Self.tenant).version == 1)
        #expect(
            await code { _ = try await markets.market(Self.tenant, version: 7) } == .unavailable)
    }

    @Test func `what a service derives is made once a version`() async throws {
        let market = try LoadedMarket(tenant: Self.tenant, version: 1, wire: Self.market())
        #expect(market.extra(Derived.self).serial == market.extra(Derived.self).serial)
        let other = try LoadedMarket(tenant: Self.tenant, version: 2, wire: Self.market())
        #expect(other.extra(Derived.self).serial != market.extra(Derived.self).serial)
    }
}

private struct Derived: MarketExtra {
    private static let made = Atomic<Int>(0)
    let serial: Int

    init(_ market: LoadedMarket) {
        serial = Self.made.add(1, ordering: .relaxed).newValue
    }
}

/// Markets in memory, which count how often one is loaded.
private final class FakeMarkets: MarketSource {
    private struct State {
        var markets: [TenantID: [Int64: WireMarket]] = [:]
        var loads = 0
        var fails = false
    }

    private let state = Mutex(State())

    func add(_ tenant: TenantID, _ version: Int64, _ market: WireMarket) {
        state.withLock { $0.markets[tenant, default: [:]][version] = market }
    }

    func fail() { state.withLock { $0.fails = true } }

    var loads: Int { state.withLock { $0.loads } }

    nonisolated(nonsending) func newestVersions() async throws -> [TenantID: Int64] {
        try state.withLock { state in
            if state.fails { throw PostgresError(.unavailable, "away") }
            return state.markets.mapValues { $0.keys.max() ?? 0 }
        }
    }

    nonisolated(nonsending) func market(
        _ tenant: TenantID, version: Int64
    ) async throws -> WireMarket? {
        try state.withLock { state in
            if state.fails { throw PostgresError(.unavailable, "away") }
            state.loads += 1
            return state.markets[tenant]?[version]
        }
    }
}
