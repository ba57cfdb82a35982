import LeadlineAPI
import Logging
import Market
import Reactor
import ServiceHost
import Store
import SwiftProtobuf

/// Keeps the leases of running sagas, and takes over leads whose owner is gone: capture that died
/// before it handed over, another routing process, or this one before its restart.
struct LeaseRounds: Sendable {
    let store: Store
    let runs: LeadRuns
    let context: RoutingContext

    private var rounds: Rounds {
        Rounds(subject: "leases", pause: context.limits.leaseRound, context: context)
    }

    /// Until cancelled.
    func run() async throws {
        try await rounds.run { tenant in
            try await renew(tenant)
            try await takeOver(tenant)
        }
    }

    private func renew(_ tenant: TenantID) async throws {
        let leases = runs.all.filter { $0.lead.tenant == tenant }
            .map { HeldLease(lead: $0.lead.id, epoch: $0.lead.epoch) }
        guard !leases.isEmpty else { return }
        _ = try await store.renewLeases(tenant: tenant, leases)
    }

    private func takeOver(_ tenant: TenantID) async throws {
        let claimed = try await store.claimExpiredLeases(
            tenant: tenant, limit: context.limits.resumedAtOnce)
        try await rounds.each(claimed, ids: { ["lead": "\($0.lead.lead)"] }) {
            try resume($0, tenant)
        }
    }

    private func resume(_ claimed: ClaimedLead, _ tenant: TenantID) throws {
        var request = try WireRouteRequest(serializedBytes: claimed.lead.context)
        request.lead = try WireLeadFacts(serializedBytes: claimed.lead.facts)
        let lead = try RoutedLead(
            request, tenant: tenant, epoch: claimed.lead.epoch, sealed: WireSealedBox(),
            limits: context.limits)
        let start = try lead.start()
        let market = try context.markets.newest(tenant).snapshot
        let sales = try claimed.sales.map { try $0.fact(in: market, tenant, claimed.lead) }
        context.figures.tookOver()
        context.logger.notice(
            "lead resumed",
            metadata: ["lead": "\(lead.id)", "epoch": "\(lead.epoch)"])
        _ = runs.start(lead, with: sales.isEmpty ? .started(start) : .resumed(start, sales: sales))
    }
}

extension StoredSale {
    /// The sale as the reducer wants it. What the row doesn't keep follows from the market.
    func fact(in market: Snapshot, _ tenant: TenantID, _ stored: StoredLead) throws -> SaleFact {
        let campaignID = CampaignID.named(campaign, tenant: tenant)
        let known = market.campaign(campaignID)
        let group = market.campaignIndex(campaignID).flatMap(market.groupIndex(ofCampaign:))
        let wire = try WireAward(serializedBytes: award)
        return SaleFact(
            award: Award(
                sale: sale, lead: lead, slot: slot, attempt: attempt, campaign: campaignID,
                buyer: .named(buyer, tenant: tenant),
                seller: .named(stored.seller, tenant: tenant),
                group: group.map { market.tree[$0].id } ?? .named("", tenant: tenant),
                ping: wire.pingID.isEmpty ? nil : try PingID(wire: wire.pingID, "ping_id"),
                split: split, reference: bidReference, maxSold: maxSold,
                disclosure: known?.disclosure ?? .onConfirm,
                delivery: known?.delivery ?? .standard, test: stored.test),
            state: state, graceUntilMicros: graceUntilMicros)
    }

    /// The sale's id is derived from lead, slot and attempt: the attempt is the one that gives it.
    private var attempt: Int {
        (0..<1_000).first { SaleID.of(lead: lead, slot: slot, attempt: $0) == sale } ?? 0
    }
}

extension DeliveryTerms {
    /// For a campaign that has left the market since.
    fileprivate static let standard = DeliveryTerms(
        timeoutMilliseconds: 2_000, graceMilliseconds: 60_000, onSilence: .continueTree)
}
