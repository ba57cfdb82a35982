import GRPC
import LeadlineAPI
import Market
import Reactor
@testable import ServiceHost
import ServiceTesting
import Synchronization
import Testing

@Suite struct RunningHostTests {
    /// A service with one method, which says for which tenant it was called.
    private static func echo(
        _ background: [ServiceParts.Background] = []
    ) -> ServiceDefinition {
        ServiceDefinition(.scoring) { _ in
            var router = ServiceRouter()
            router.serve(ScoringMethods.assess) { request, context in
                var reply = WireAssessReply()
                reply.marketVersion = request.marketVersion
                _ = try context.caller()
                return reply
            }
            return ServiceParts(router: router, background: background)
        }
    }

    @Test func `it starts, serves who may call, and stops`() async throws {
        try await TestExchange.run { exchange in
            let tenant = try await exchange.tenant()
            let host = try await exchange.start(Self.echo())
            let channel = try exchange.channel(to: host.port)
            var request = WireAssessRequest()
            request.marketVersion = 5
            let reply = try await channel.call(
                ScoringMethods.assess, request, options: try exchange.serviceOptions(tenant))
            #expect(reply.marketVersion == 5)
            await #expect(throws: RPCError.self) {
                _ = try await channel.call(ScoringMethods.assess, request)
            }
            await host.shutdown()
            await host.shutdown()
            await #expect(throws: RPCError.self) {
                _ = try await channel.call(
                    ScoringMethods.assess, request,
                    options: try exchange.serviceOptions(tenant, timeout: .milliseconds(500)))
            }
        }
    }

    @Test func `services call one another with a channel of the host's`() async throws {
        try await TestExchange.run { exchange in
            let tenant = try await exchange.tenant()
            let scoring = try await exchange.start(Self.echo())
            let routing = ServiceDefinition(.routing) { resources in
                let scoring = try resources.channel(to: .scoring)
                var router = ServiceRouter()
                router.serve(RoutingMethods.route) { _, context in
                    let caller = try context.caller()
                    var ask = WireAssessRequest()
                    ask.marketVersion = 9
                    let answer = try await scoring.call(
                        ScoringMethods.assess, ask, for: caller.tenant,
                        deadline: context.deadline)
                    var reply = WireRouteReply()
                    reply.submitReply = .init([UInt8(answer.marketVersion)])
                    return reply
                }
                return ServiceParts(router: router)
            }
            let host = try await exchange.start(routing, calling: [.scoring: scoring.port])
            let reply = try await exchange.channel(to: host.port).call(
                RoutingMethods.route, WireRouteRequest(),
                options: try exchange.serviceOptions(tenant))
            #expect(Array(reply.submitReply) == [9])
        }
    }

    @Test func `a market that is applied reaches a running service`() async throws {
        try await TestExchange.run { exchange in
            let tenant = try await exchange.tenant()
            let host = try await exchange.start(Self.echo())
            #expect(throws: RPCError.self) { try host.resources.markets.newest(tenant) }
            let market = TestMarket(keys: exchange.keys).wire
            let version = try await exchange.apply(market, to: tenant, telling: false)
            // The store's hint, or the next look within a second.
            let loop = exchange.loops.loops[0]
            let end = loop.now + .seconds(10)
            while (try? host.resources.markets.newest(tenant).version) != version {
                try #require(loop.now < end, "the market never came")
                try await loop.sleep(until: loop.now + .milliseconds(10))
            }
        }
    }

    @Test func `a background task that ends is a failure, one that is cancelled isn't`()
        async throws
    {
        try await TestExchange.run { exchange in
            let failures = Mutex<[HostError]>([])
            let (ended, end) = AsyncStream.makeStream(of: Void.self)
            let definition = Self.echo([
                .init("short") {},
                .init("long") {
                    try await EventLoop.current?.sleep(until: .distantFuture)
                },
            ])
            var settings = try HostSettings(
                .scoring,
                environment: [
                    "LEADLINE_DATABASE_URL": "postgres://x@y/z",
                    "LEADLINE_SERVICE_TOKEN": exchange.token, "LEADLINE_LISTEN": "127.0.0.1:0",
                    "LEADLINE_STOP_WAIT_S": "1",
                ])
            settings.database = exchange.database
            let host = try await RunningHost.start(
                definition, settings: settings, loops: exchange.loops, logger: .silent
            ) { error in
                failures.withLock { $0.append(error) }
                end.yield()
            }
            var events = ended.makeAsyncIterator()
            await events.next()
            await host.shutdown()
            #expect(failures.withLock { $0.map(\.code) } == [.backgroundEnded])
        }
    }

    @Test func `a port that is taken is said so`() async throws {
        try await TestExchange.run { exchange in
            let first = try await exchange.start(Self.echo())
            do {
                _ = try await exchange.start(Self.echo()) {
                    $0.listen = HostPort(host: "127.0.0.1", port: first.port)
                }
                Issue.record("it listened")
            } catch let error as HostError {
                #expect(error.code == .cannotListen)
                #expect(error.exitCode == .system)
            }
        }
    }

    @Test func `a database that isn't there is waited for, then said so`() async throws {
        try await TestExchange.run { exchange in
            do {
                _ = try await exchange.start(Self.echo()) {
                    $0.database.host = "127.0.0.1"
                    $0.database.port = 1
                    $0.startWait = .milliseconds(100)
                }
                Issue.record("it started")
            } catch let error as HostError {
                #expect(error.code == .databaseUnreachable)
                #expect(error.exitCode == .unavailable)
            }
        }
    }

    @Test func `a database without migrations is waited for, then said so`() async throws {
        try await TestExchange.run { exchange in
            do {
                _ = try await exchange.start(Self.echo()) {
                    $0.database.schema = "nothing_here"
                    $0.startWait = .milliseconds(100)
                }
                Issue.record("it started")
            } catch let error as HostError {
                #expect(error.code == .notMigrated)
            }
        }
    }
}
