public import Market
import Postgres

/// A lead that its caller owns now.
public struct ClaimedLead: Sendable {
    /// The lead; its `epoch` is the caller's.
    public let lead: StoredLead
    /// Its sales so far, in the order of their awards.
    public let sales: [StoredSale]
}

/// A lease that its caller holds.
public struct HeldLease: Sendable, Hashable {
    /// The lead.
    public var lead: LeadID
    /// The epoch under which the caller holds it.
    public var epoch: Int32

    /// A lease.
    public init(lead: LeadID, epoch: Int32) {
        self.lead = lead
        self.epoch = epoch
    }
}

extension Store {
    /// Takes over pending leads whose lease ran out, the longest expired first. Two claimers never
    /// get the same one; whoever had it before is refused at his next step.
    public nonisolated(nonsending) func claimExpiredLeases(
        tenant: TenantID, limit: Int = 50
    ) async throws -> [ClaimedLead] {
        let rows = try await client.run(
            Self.claimLeases,
            [
                tenant.parameter, .text(owner), .int4(Int32(clamping: limit)),
                .int4(limits.leaseMilliseconds),
            ])
        return try await claimed(tenant, try rows.map { try $0.id(0) })
    }

    /// Prolongs leases; returns the leads that are still the caller's. Give up the others.
    public nonisolated(nonsending) func renewLeases(
        tenant: TenantID, _ leases: [HeldLease]
    ) async throws -> Set<LeadID> {
        let sorted = leases.sorted { $0.lead < $1.lead }
        let rows = try await client.run(
            Self.renewLeases,
            [
                tenant.parameter, .uuidArray(sorted.map(\.lead.uuid)),
                .int4Array(sorted.map(\.epoch)), .int4(limits.leaseMilliseconds),
            ])
        return Set(try rows.map { try $0.id(0) })
    }

    private nonisolated(nonsending) func claimed(
        _ tenant: TenantID, _ ids: [LeadID]
    ) async throws -> [ClaimedLead] {
        var claimed: [ClaimedLead] = []
        for lead in try await leads(tenant: tenant, ids) {
            let sales = try await sales(tenant: tenant, lead: lead.lead)
            claimed.append(ClaimedLead(lead: lead, sales: sales))
        }
        return claimed
    }

    private static let claimLeases = Statement(
        "claim_leases", "select o_lead from claim_leases($1, $2, $3, $4)")

    private static let renewLeases = Statement(
        "renew_leases", "select * from renew_leases($1, $2, $3, $4)", idempotent: true)
}
