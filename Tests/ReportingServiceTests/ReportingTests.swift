import GRPC
import LeadlineAPI
import Logging
import Market
import Reactor
import ServiceHost
import ServiceTesting
import Store
import SwiftProtobuf
import Testing

@testable import ReportingService

/// The service on a port, over a journal in PostgreSQL.
@Suite struct ReportingTests {
    /// A tenant with one sold and one rejected lead, and a test that isn't counted.
    private struct Bench: Sendable {
        let exchange: TestExchange
        let tenant: TenantID

        init(_ exchange: TestExchange, _ name: String) async throws {
            self.exchange = exchange
            tenant = try await exchange.tenant(name)
            try await exchange.makeKey(name, .operator, of: tenant, party: "ops")
        }

        func fill() async throws {
            try await sell(Sample.lead(1))
            try await capture(
                Sample.lead(2), [Sample.received(), Sample.finished(.rejected, reasons: [.cAuth])],
                ending: .rejected)
            try await capture(Sample.lead(3), [Sample.received(test: true)], test: true)
        }

        func capture(
            _ lead: LeadID, _ events: [WireEvent], ending: LeadOutcome? = nil, test: Bool = false
        ) async throws {
            _ = try await exchange.store.capture(
                NewLead(
                    tenant: tenant, lead: lead, seller: "acme", channel: "web",
                    idempotencyKey: nil, requestHash: [], marketVersion: 1,
                    ending: ending.map { LeadEnding($0, reply: [1]) }, facts: [1], context: [1],
                    test: test, sub1: "s", entry: try Sample.entry(events)))
        }

        /// Captures a lead and sells it to campaign "a".
        func sell(_ lead: LeadID) async throws {
            try await capture(lead, [Sample.received()])
            let sale = SaleID.of(lead: lead, slot: 0, attempt: 0)
            let events = [
                Sample.auctioned([("a", .bid, 10), ("b", .noBid, 0)]), Sample.awarded("a", sale),
                Sample.confirmed("a", sale), Sample.finished(.sold, stopped: [(.bNobid, 1)]),
            ]
            let outcome = try await exchange.store.record(
                LeadStep(
                    tenant: tenant, lead: lead, epoch: 1, entry: try Sample.entry(events),
                    ending: LeadEnding(.sold, reply: [1]), score: 7))
            #expect(outcome == .recorded)
        }

        /// Asks until all that was written before now is counted. Transactions of other tests
        /// hold the projection back, so that may take a moment.
        func query(
            _ reporting: GRPCChannel, key: String = "operator",
            _ request: WireQueryRequest = .init()
        ) async throws -> WireQueryReply {
            let options = try exchange.options(key)
            let loop = exchange.loops.loops[0]
            let written = WallClock.system.microseconds()
            for _ in 0..<2_000 {
                let reply = try await reporting.call(
                    ReportingMethods.query, request, options: options)
                if try reply.completeUntil.microseconds() > written { return reply }
                try await loop.sleep(until: loop.now + .milliseconds(10))
            }
            throw RPCError(.deadlineExceeded, "The projection doesn't catch up.")
        }
    }

    private static func run(
        _ body: @escaping @Sendable (Bench, GRPCChannel) async throws -> Void
    ) async throws {
        try await TestExchange.run { exchange in
            let bench = try await Bench(exchange, "operator")
            try await exchange.apply(TestMarket(keys: exchange.keys).wire, to: bench.tenant)
            let host = try await exchange.start(.reporting)
            try await body(bench, try exchange.channel(to: host.port))
        }
    }

    @Test func theFunnelIsCounted() async throws {
        try await Self.run { bench, reporting in
            try await bench.fill()
            let reply = try await bench.query(reporting)
            #expect(reply.total.received == 2)
            #expect(reply.total.sold == 1)
            #expect(reply.total.rejected == 1)
            #expect(reply.total.pending == 0)
            #expect(reply.total.confirmedSales == 1)
            #expect(reply.total.revenue == [Sample.usd(10)])
            #expect(reply.total.margin == [Sample.usd(2)])
            #expect(reply.hasCompleteUntil)
        }
    }

    @Test func rowsAreGroupedAndNamed() async throws {
        try await Self.run { bench, reporting in
            try await bench.fill()
            let day = String(Moment.text(micros: Sample.fullHour).prefix(10))
            var request = WireQueryRequest.with { $0.groupBy = [.buyer, .day] }
            var reply = try await bench.query(reporting, key: "operator", request)
            #expect(
                reply.rows.map(\.keys).sorted { $0[0] < $1[0] } == [
                    ["a-buyer", day], ["b-buyer", day],
                ])
            #expect(reply.total.received == 0, "leads have no buyer")
            request.groupBy = [.reason]
            reply = try await bench.query(reporting, key: "operator", request)
            #expect(Set(reply.rows.map(\.keys)) == [["C_AUTH"], ["B_NOBID"]])
            request.groupBy = [.score]
            reply = try await bench.query(reporting, key: "operator", request)
            #expect(reply.rows.map(\.keys) == [["7"]])
            #expect(reply.rows[0].measures.received == 1)
        }
    }

    @Test func partiesSeeTheirOwnSideOnly() async throws {
        try await Self.run { bench, reporting in
            try await bench.fill()
            _ = try await bench.query(reporting)
            try await bench.exchange.makeKey(
                "acme", .seller, of: bench.tenant, party: "acme")
            try await bench.exchange.makeKey(
                "rival", .seller, of: bench.tenant, party: "rival")
            let own = try await bench.query(reporting, key: "acme")
            #expect(own.total.received == 2)
            #expect(own.total.payout == [Sample.usd(8)])
            #expect(own.total.revenue.isEmpty)
            let other = try await bench.query(reporting, key: "rival")
            #expect(other.total == WireMeasures())
            let error = await #expect(throws: RPCError.self) {
                try await bench.query(reporting, key: "acme", .with { $0.groupBy = [.buyer] })
            }
            #expect(error?.code == .permissionDenied)
        }
    }

    @Test func tenantsDontMix() async throws {
        try await Self.run { bench, reporting in
            let other = try await Bench(bench.exchange, "neighbour")
            try await bench.exchange.apply(TestMarket(keys: TestKeys()).wire, to: other.tenant)
            try await bench.fill()
            try await other.capture(Sample.lead(9), [Sample.received()])
            #expect(try await bench.query(reporting).total.received == 2)
            let seen = try await other.query(reporting, key: "neighbour").total
            #expect(seen.received == 1)
            #expect(seen.pending == 1)
            let error = await #expect(throws: RPCError.self) {
                try await reporting.call(
                    ReportingMethods.timeline, .with { $0.leadID = Sample.lead(1).wire },
                    options: try bench.exchange.options("neighbour"))
            }
            #expect(error?.code == .notFound)
        }
    }

    @Test func aTimelineHasEverythingInOrder() async throws {
        try await Self.run { bench, reporting in
            try await bench.fill()
            let reply = try await reporting.call(
                ReportingMethods.timeline, .with { $0.leadID = Sample.lead(1).wire },
                options: try bench.exchange.options("operator"))
            #expect(reply.outcome == .sold)
            #expect(reply.entries.map(\.revision) == [1, 2])
            #expect(reply.entries.flatMap(\.events).count == 5)
            let error = await #expect(throws: RPCError.self) {
                try await reporting.call(
                    ReportingMethods.timeline, .with { $0.leadID = "lead 7" },
                    options: try bench.exchange.options("operator"))
            }
            #expect(error?.code == .invalidArgument)
        }
    }

    @Test func projectorsThatRunAtOnceCountOnce() async throws {
        try await TestExchange.run { exchange in
            let bench = try await Bench(exchange, "operator")
            for number in 1...20 { try await bench.sell(Sample.lead(UInt64(number))) }
            var limits = ReportingLimits.standard
            limits.journalRows = 7
            let projector = Projector(
                store: exchange.store,
                markets: MarketSnapshots(source: NoMarkets(), logger: .silent),
                loop: exchange.loops.loops[0], limits: limits, logger: .silent)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<3 {
                    group.addTask { try await Self.countAll(of: bench, projector) }
                }
                try await group.waitForAll()
            }
            let answer = try await exchange.store.rollups(
                tenant: bench.tenant, RollupQuery(fromMicros: 0, untilMicros: .max / 2))
            #expect(answer.total.counts[.sold] == 20)
            #expect(answer.total.counts[.received] == 20)
            #expect(answer.total.counts[.pending] == 0)
            #expect(answer.total.money.first?.sums[.revenueMicros] == 200_000_000)
        }
    }

    /// Until nothing that was written before now is left to count.
    private static func countAll(of bench: Bench, _ projector: Projector) async throws {
        let store = bench.exchange.store
        let loop = bench.exchange.loops.loops[0]
        let written = WallClock.system.microseconds()
        for _ in 0..<2_000 {
            try await projector.catchUp(bench.tenant)
            let cursor = try await store.projection(tenant: bench.tenant, name: Projector.name)
            let rest = try await store.journal(
                tenant: bench.tenant, after: cursor.position, limit: 1)
            if rest.rows.isEmpty, rest.completeUntilMicros > written { return }
            try await loop.sleep(until: loop.now + .milliseconds(10))
        }
        throw RPCError(.deadlineExceeded, "The projection doesn't catch up.")
    }

    @Test func upkeepForgetsOldKeysOnly() async throws {
        try await TestExchange.run { exchange in
            let bench = try await Bench(exchange, "operator")
            try await bench.capture(Sample.lead(1), [Sample.received()])
            let upkeep = Upkeep(
                store: exchange.store, loop: exchange.loops.loops[0], limits: .standard,
                logger: .silent)
            try await upkeep.round()
            let lead = try await exchange.store.lead(tenant: bench.tenant, Sample.lead(1))
            #expect(lead != nil, "leads and their answers stay")
        }
    }
}

private struct NoMarkets: MarketSource {
    nonisolated(nonsending) func newestVersions() async throws -> [TenantID: Int64] { [:] }

    nonisolated(nonsending) func market(
        _ tenant: TenantID, version: Int64
    ) async throws -> WireMarket? { nil }
}
