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

    private var rounds: Rounds {
        Rounds(subject: "notices", pause: context.limits.noticeRound, context: context)
    }

    /// Until cancelled.
    func run() async throws {
        try await rounds.run { try await sendDue(of: $0) }
    }

    /// One round. A notice that can't be sent, since what is sealed for it can't be opened, comes
    /// back as if its buyer hadn't acknowledged it: ever later.
    func sendDue(of tenant: TenantID) async throws {
        let due = try await store.claimNotices(
            tenant: tenant, limit: context.limits.noticesAtOnce)
        try await rounds.each(due, ids: Self.ids) { try await send($0, tenant) }
    }

    private static func ids(of due: DueNotice) -> Logger.Metadata {
        ["notice": "\(due.id)", "lead": "\(due.lead)", "kind": "\(due.kind.rawValue)"]
    }

    private func send(_ due: DueNotice, _ tenant: TenantID) async throws {
        guard let kind = OutgoingNotice.Kind(rawValue: due.kind.rawValue) else { return }
        let stored = try WireNotifyRequest(quickly: due.body)
        var notice = OutgoingNotice(
            id: due.id, tenant: tenant, lead: due.lead, kind: kind, buyer: due.buyer,
            stored: stored, sent: stored, attempts: due.attempts)
        if kind == .disclosure { try await fill(&notice) }
        context.notices.send([notice])
    }

    /// Puts the consumer's data into a disclosure, which is stored without it.
    private func fill(_ notice: inout OutgoingNotice) async throws {
        guard let place = notice.stored.notices.firstIndex(where: { !$0.unacknowledged })
        else { return }
        var told = try WireNotice(serializedBytes: notice.stored.notices[place].notice)
        notice.sale = told.disclosure.saleID
        guard let row = try await store.lead(tenant: notice.tenant, notice.lead) else { return }
        let facts = try WireLeadFacts(quickly: row.facts)
        let sealed = try await context.store.sealed(notice.lead, notice.tenant)
        let contents = try context.letters.open(sealed, of: notice.lead, notice.tenant)
        told.disclosure.fields = facts.fields + contents.fields
        if contents.hasConsent { told.disclosure.consent = contents.consent }
        notice.sent.notices[place].notice = told.directData()
    }
}
