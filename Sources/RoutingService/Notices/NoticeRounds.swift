import LeadlineAPI
import Logging
import Market
import Reactor
import Store
import SwiftProtobuf

/// Brings back notices that nobody has acknowledged: the outbox's worker.
struct NoticeRounds: Sendable {
    let store: Store
    let context: RoutingContext

    /// Until cancelled.
    func run() async throws {
        while true {
            try await context.loop.sleep(until: context.loop.now + context.limits.noticeRound)
            for tenant in context.markets.tenants {
                do {
                    let due = try await store.claimNotices(
                        tenant: tenant, limit: context.limits.noticesAtOnce)
                    for notice in due { try await send(notice, tenant) }
                } catch {
                    context.logger.debug("notices can't be sent", metadata: ["error": "\(error)"])
                }
            }
        }
    }

    private func send(_ due: DueNotice, _ tenant: TenantID) async throws {
        guard let kind = OutgoingNotice.Kind(rawValue: due.kind.rawValue) else { return }
        let stored = try WireNotifyRequest(serializedBytes: due.body)
        var notice = OutgoingNotice(
            id: due.id, tenant: tenant, lead: due.lead, kind: kind, buyer: due.buyer,
            stored: stored, sent: stored, attempts: due.attempts)
        if kind == .disclosure {
            notice.sent = try await filled(stored, due.lead, tenant)
        }
        context.notices.send([notice])
    }

    /// Puts the consumer's data into a disclosure, which is stored without it.
    private func filled(
        _ stored: WireNotifyRequest, _ lead: LeadID, _ tenant: TenantID
    ) async throws -> WireNotifyRequest {
        guard let row = try await store.lead(tenant: tenant, lead) else { return stored }
        let facts = try WireLeadFacts(serializedBytes: row.facts)
        let sealed = try await context.store.sealed(lead, tenant)
        let contents = try context.letters.open(sealed, of: lead, tenant)
        var request = stored
        for place in request.notices.indices {
            request.notices[place].notice.disclosure.fields = facts.fields + contents.fields
            if contents.hasConsent {
                request.notices[place].notice.disclosure.consent = contents.consent
            }
        }
        return request
    }
}
