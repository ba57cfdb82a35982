import GRPC
import LeadlineAPI
import Market
import Reactor
import ServiceHost
import ServiceTesting
import Store
import Vault

@testable import RoutingService

/// What routing is made of, on a real store and a small market, with peers that do what the test
/// says. Nothing runs by itself: the test makes each round.
struct RoutingBench: Sendable {
    let tenant: TenantID
    let market: Int64
    let store: Store
    let vault: Vault
    let context: RoutingContext
    let runs: LeadRuns
    let log: RecordedLog

    /// Runs a test on one.
    static func run(
        _ peers: Peers = .unexpected,
        _ body: @escaping @Sendable (RoutingBench) async throws -> Void
    ) async throws {
        try await TestExchange.run { exchange in
            let tenant = try await exchange.tenant()
            let market = TestMarket(keys: exchange.keys).wire
            let version = try await exchange.apply(market, to: tenant)
            let bare = ServiceDefinition(.routing) { _ in ServiceParts(router: ServiceRouter()) }
            let host = try await exchange.start(bare)
            try await body(RoutingBench(host.resources, tenant, version, peers))
        }
    }

    private init(
        _ resources: HostResources, _ tenant: TenantID, _ market: Int64, _ peers: Peers
    ) throws {
        self.tenant = tenant
        self.market = market
        store = resources.store
        vault = try resources.requiredVault()
        log = RecordedLog()
        var limits = RoutingLimits.standard
        limits.redelivery = .milliseconds(1)
        let kept = LiveSagaStore(store: store, clock: resources.clock)
        let loop = resources.loops.loops[0]
        context = RoutingContext(
            store: kept, peers: peers, markets: resources.markets, letters: Letters(vault: vault),
            notices: NoticeSender(
                peers: peers, store: kept, loop: loop, limits: limits, ids: resources.ids,
                logger: log.logger),
            hints: CapHints(duration: limits.capHint), clock: resources.clock,
            ids: resources.ids, loop: loop, limits: limits, logger: log.logger)
        runs = LeadRuns(context: context)
    }

    /// A lead that capture has stored, with a phone number sealed by that vault.
    func stored(sealedBy vault: Vault? = nil) async throws -> RoutedLead {
        let id = LeadID(context.ids.next())
        var request = WireRouteRequest()
        request.lead.leadID = id.wire
        request.lead.sellerID = "acme"
        request.lead.channelID = "web"
        request.lead.receivedAt = .init(microseconds: context.clock.microseconds())
        let facts: [UInt8] = try request.lead.serializedBytes()
        var secrets = WireSealedContents()
        secrets.fields = [.with { $0.name = "phone" }]
        let sealed = try (vault ?? self.vault).seal(
            secrets.serializedBytes(),
            boundTo: SealBinding(
                tenantHigh: tenant.value.high, tenantLow: tenant.value.low,
                recordHigh: id.value.high, recordLow: id.value.low))
        _ = try await store.capture(
            NewLead(
                tenant: tenant, lead: id, seller: "acme", channel: "web", idempotencyKey: nil,
                requestHash: [1], marketVersion: market, facts: facts, context: [],
                sealed: SealedLead(wrappedKey: sealed.wrappedKey, box: sealed.box), entry: []))
        return try RoutedLead(
            request, tenant: tenant, epoch: 1, sealed: WireSealedBox(), limits: context.limits)
    }

    /// What the lead's journal says happened, in order.
    func history(of lead: RoutedLead) async throws -> [WireEvent.OneOf_Kind] {
        try await store.timeline(tenant: tenant, lead: lead.id).flatMap { row in
            try WireJournalEntry(serializedBytes: row.entry).events.compactMap(\.kind)
        }
    }
}

extension Peers {
    /// Whoever is asked fails.
    static let unexpected = Peers(
        assess: { _, _ in throw Unexpected() }, runAuction: { _, _ in throw Unexpected() },
        deliver: { _, _ in throw Unexpected() }, notify: { _, _ in throw Unexpected() })

    private struct Unexpected: Error {}
}
