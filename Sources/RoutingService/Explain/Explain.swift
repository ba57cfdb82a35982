import GRPC
import LeadlineAPI
import Market
import ServiceHost
import Store
import SwiftProtobuf

/// `Routing.Explain`: why a lead went where it went, recomputed from what was recorded
/// (FEATURES N2).
struct Explain: Sendable {
    let store: Store
    let markets: MarketSnapshots

    func callAsFunction(
        _ request: WireExplainRequest, _ context: ServerContext
    ) async throws -> WireExplainReply {
        // authorize
        let caller = try context.caller()
        // load
        guard let id = LeadID(request.leadID) else {
            throw RPCError(.invalidArgument, "lead_id isn't an id.")
        }
        do {
            return try await explanation(of: id, request.campaignID, caller.tenant)
        } catch {
            throw RPCError.storing(error)
        }
    }

    private func explanation(
        of id: LeadID, _ campaign: String, _ tenant: TenantID
    ) async throws -> WireExplainReply {
        guard let lead = try await store.lead(tenant: tenant, id) else {
            throw RPCError(.notFound, "There is no such lead.")
        }
        let sales = try await store.sales(tenant: tenant, lead: id)
        let decision = try await store.decision(tenant: tenant, lead: id)
        // step
        var reply = WireExplainReply.with {
            $0.leadID = id.wire
            $0.outcome = lead.outcome.wire
            $0.receivedAt = .init(microseconds: lead.createdAtMicros)
            $0.marketVersion = lead.marketVersion
            $0.sales = sales.map(WireSaleSummary.init)
            $0.score = Int32(clamping: lead.score)
        }
        if let decision {
            try await explain(lead, decision, tenant, &reply)
        } else if let stored = lead.reply {
            reply.rejections = try WireSubmitReply(serializedBytes: stored).reasons
        }
        if !campaign.isEmpty {
            reply.candidates.removeAll { $0.campaignID != campaign }
        }
        // commit: nothing
        // reply
        return reply
    }

    private func explain(
        _ lead: StoredLead, _ decision: StoredDecision, _ tenant: TenantID,
        _ reply: inout WireExplainReply
    ) async throws {
        let record = try DecisionRecord(
            wire: try WireDecisionRecord(serializedBytes: decision.record), tenant: tenant)
        let market = try await markets.market(tenant, version: record.marketVersion).snapshot
        let facts = try LeadFacts(
            wire: try WireLeadFacts(serializedBytes: lead.facts), tenant: tenant,
            nowMicros: record.steps.first?.atMicros ?? lead.createdAtMicros)
        let explanation = try record.explain(facts, in: market)
        reply.marketVersion = record.marketVersion
        reply.score = Int32(clamping: explanation.score?.band ?? 0)
        reply.contributions = explanation.score?.contributions.map(\.wire) ?? []
        reply.rejections = explanation.rejections.map(\.wire)
        reply.candidates = explanation.candidates.map { $0.wire(in: market) }
        reply.tieBreak = explanation.tieBreak?.wire ?? ""
        reply.replayAgrees = explanation.replayAgrees
    }
}

extension WireSaleSummary {
    init(_ sale: StoredSale) {
        self.init()
        saleID = sale.sale.wire
        campaignID = sale.campaign
        buyerID = sale.buyer
        state = sale.state.wire
        price = sale.split.price.wire
        payout = sale.split.payout.wire
        margin = sale.split.margin.wire
    }
}
