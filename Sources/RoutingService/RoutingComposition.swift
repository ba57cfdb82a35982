import GRPC
import LeadlineAPI
import Market
import PrometheusMetrics
public import ServiceHost
import Store
import Vault

extension ServiceDefinition {
    /// The routing service: the one place where its live dependencies are named.
    public static let routing = ServiceDefinition(.routing) { resources in
        let vault = try resources.requiredVault()
        let limits = RoutingLimits.standard
        let sagaStore = LiveSagaStore(store: resources.store, clock: resources.clock)
        let peers = Peers.live(
            scoring: try resources.channel(to: .scoring),
            bidding: try resources.channel(to: .bidding), limits: limits)
        let loop = resources.loops.loops[0]
        let notices = NoticeSender(
            peers: peers, store: sagaStore, loop: loop, limits: limits,
            ids: resources.ids, logger: resources.logger)
        let context = RoutingContext(
            store: sagaStore, peers: peers, markets: resources.markets,
            letters: Letters(vault: vault), notices: notices,
            hints: CapHints(duration: limits.capHint), clock: resources.clock,
            ids: resources.ids, loop: loop, limits: limits, logger: resources.logger,
            figures: RoutingFigures(resources.metrics))
        let runs = LeadRuns(context: context)
        let store = resources.store
        resources.metrics.observe {
            var samples = [MetricSample("leadline_leads_under_way", runs.all.count)]
            if let waiting = try? await store.waitingNotices() {
                samples.append(MetricSample("leadline_outbox_notices", waiting))
            }
            return samples
        }
        let route = Route(runs: runs, context: context)
        let explain = Explain(store: resources.store, markets: resources.markets)
        var router = ServiceRouter()
        router.serve(RoutingMethods.route) { try await route($0, $1) }
        router.serve(RoutingMethods.explain) { try await explain($0, $1) }
        let leases = LeaseRounds(store: resources.store, runs: runs, context: context)
        let due = NoticeRounds(store: resources.store, context: context)
        let late = LateWordRounds(store: resources.store, runs: runs, context: context)
        return ServiceParts(
            router: router,
            background: [
                .init("leases") { try await leases.run() },
                .init("notices") { try await due.run() },
                .init("late words") { try await late.run() },
            ],
            limits: limits.calls, http2: limits.http2)
    }
}
