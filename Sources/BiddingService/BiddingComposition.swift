import GRPC
import LeadlineAPI
import PrometheusMetrics
public import ServiceHost

extension ServiceDefinition {
    /// The bidding service: the one place where its live dependencies are named.
    public static let bidding = ServiceDefinition(.bidding) { resources in
        let exchange = Exchange(
            markets: resources.markets,
            lateWords: StoredLateWords(store: resources.store, ids: resources.ids),
            clock: resources.clock, ids: resources.ids,
            figures: BiddingFigures(resources.metrics))
        resources.metrics.observe {
            [MetricSample("leadline_buyer_streams", exchange.sessions.all.count)]
        }
        let runAuction = RunAuction(exchange: exchange)
        let deliver = Deliver(exchange: exchange)
        let notify = Notify(exchange: exchange)
        let bidStream = BidStream(exchange: exchange)
        var router = ServiceRouter()
        router.serve(AuctionMethods.runAuction) { try await runAuction($0, $1) }
        router.serve(AuctionMethods.deliver) { try await deliver($0, $1) }
        router.serve(AuctionMethods.notify) { try await notify($0, $1) }
        router.serve(BiddingMethods.bidStreamServed) { try await bidStream($0, $1, $2) }
        let keys = KeyRounds(
            sessions: exchange.sessions,
            refusal: { resources.credentials.refusal(of: $0) })
        let loop = resources.loops.loops[0]
        return ServiceParts(
            router: router, background: [.init("keys") { try await keys.run(on: loop) }],
            limits: exchange.limits.calls, http2: exchange.limits.http2
        ) {
            for session in exchange.sessions.all { session.end() }
        }
    }
}
