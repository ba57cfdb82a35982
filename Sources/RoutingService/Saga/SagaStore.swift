import Foundation
import LeadlineAPI
import Market
import ServiceHost
import Store

/// What sagas ask of the database. Every write is one transaction that checks the lead's lease.
protocol SagaStore: Sendable {
    /// How long leases last.
    var limits: StoreLimits { get }
    /// Reserves the campaign's caps and inserts the sale.
    func award(_ sale: NewSale) async throws -> AwardOutcome
    /// Records what became of a lead or its sale: state, books, caps, answer, journal, notices.
    func record(_ step: LeadStep) async throws -> StepOutcome
    /// Whether the tenant has this lead.
    func has(_ lead: LeadID, _ tenant: TenantID) async throws -> Bool
    /// What is sealed of a lead; empty when it has nothing, or was erased.
    func sealed(_ lead: LeadID, _ tenant: TenantID) async throws -> WireSealedBox
}

/// PostgreSQL.
struct LiveSagaStore: SagaStore {
    let store: Store
    let clock: WallClock

    var limits: StoreLimits { store.limits }

    func award(_ sale: NewSale) async throws -> AwardOutcome { try await store.award(sale) }

    func record(_ step: LeadStep) async throws -> StepOutcome { try await store.record(step) }

    func has(_ lead: LeadID, _ tenant: TenantID) async throws -> Bool {
        try await store.lead(tenant: tenant, lead) != nil
    }

    func sealed(_ lead: LeadID, _ tenant: TenantID) async throws -> WireSealedBox {
        guard let sealed = try await store.sealed(tenant: tenant, [lead])[lead],
            let key = sealed.wrappedKey
        else { return WireSealedBox() }
        return .with {
            $0.wrappedKey = Data(key)
            $0.box = Data(sealed.box)
        }
    }
}
