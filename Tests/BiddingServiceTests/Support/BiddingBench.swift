import GRPC
import LeadlineAPI
import Logging
import Market
import PrometheusMetrics
import Reactor
import ServiceHost
import ServiceTesting
import Synchronization

@testable import BiddingService

/// What the RPCs of bidding share, for one buyer, `north` with `north-auto`, and without a
/// database.
struct BiddingBench: Sendable {
    static let caller = Caller(
        tenant: TenantID(Identifier(high: 1, low: 1)), role: .buyer, party: "north")
    static let campaign = "north-auto"

    let exchange: Exchange
    let lateWords = KeptWords()
    let metrics = MetricRegistry(MetricCatalog.all)
    let loops: EventLoopGroup

    /// Runs a test on one.
    static func run(
        _ limits: BiddingLimits = .standard,
        _ body: @Sendable (BiddingBench) async throws -> Void
    ) async throws {
        let bench = try BiddingBench(limits)
        defer { bench.loops.shutdown() }
        try await bench.exchange.markets.refresh()
        try await body(bench)
    }

    private init(_ limits: BiddingLimits) throws {
        loops = try EventLoopGroup(count: 1)
        exchange = Exchange(
            markets: MarketSnapshots(source: OneMarket(), logger: .silent), lateWords: lateWords,
            clock: .fixed(microseconds: 1_760_000_000_000_000), ids: LeadIDs(), limits: limits,
            figures: BiddingFigures(metrics))
    }

    /// An open stream that nobody reads.
    func session() -> BuyerSession {
        let session = BuyerSession(
            id: Identifier(high: 2, low: 2), caller: Self.caller, campaigns: [],
            inFlightMax: 100, limits: exchange.limits)
        _ = exchange.sessions.add(session)
        return session
    }

    /// Who takes what the buyer says on the stream.
    func listener(_ session: BuyerSession) -> BuyerListener {
        BuyerListener(exchange: exchange, session: session, loop: loops.loops[0])
    }

    /// An auction that has closed without an answer.
    func closedAuction(_ ping: PingID) throws {
        guard let currency = Currency(code: "USD") else { return }
        let auction = OpenAuction(
            ping: ping, lead: LeadID(named: "lead"), tenant: Self.caller.tenant,
            currency: currency, openedAt: .read(),
            candidates: [.init(campaign: Self.campaign, buyer: Self.caller.party, ceiling: nil)])
        _ = exchange.auctions.open(auction)
        auction.close(at: .read())
        exchange.auctions.close(auction, at: .read())
    }

    /// Serves `BidStream` to whoever connects as the buyer.
    ///
    /// - Parameter writing: Where what is written to the buyer goes instead.
    func serve(
        writing: ResponseWriter<WireOutgoingMessage>? = nil,
        _ body: (GRPCChannel) async throws -> Void
    ) async throws {
        let stream = BidStream(exchange: exchange)
        var router = ServiceRouter()
        router.serve(BiddingMethods.bidStreamServed) { try await stream($0, writing ?? $1, $2) }
        let server = GRPCServer(
            router: router, interceptors: [LetIn()], loops: loops, logger: .silent)
        let port = try await server.start(host: "127.0.0.1", port: 0)
        let channel = try GRPCChannel(
            targets: ["127.0.0.1:\(port)"], loops: loops, logger: .silent)
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(channel))
        } catch {
            result = .failure(error)
        }
        await channel.shutdown()
        await server.shutdown(grace: .zero)
        try result.get()
    }
}

/// Lets everybody in as the buyer.
private final class LetIn: ServerInterceptor {
    func admit(_ context: ServerContext) { context[CallerKey.self] = BiddingBench.caller }
}

/// The late words that were kept.
final class KeptWords: LateWords {
    private let words = Mutex<[LateWord]>([])

    var all: [LateWord] { words.withLock { $0 } }

    func keep(_ word: LateWord) async throws { words.withLock { $0.append(word) } }
}

/// The market of the buyer's tenant.
private struct OneMarket: MarketSource {
    nonisolated(nonsending) func newestVersions() async throws -> [TenantID: Int64] {
        [BiddingBench.caller.tenant: 1]
    }

    nonisolated(nonsending) func market(
        _ tenant: TenantID, version: Int64
    ) async throws -> WireMarket? {
        TestMarket(keys: TestKeys()).wire
    }
}
