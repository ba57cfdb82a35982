import LeadlineAPI
import Store

/// Where notices are kept until they are acknowledged.
protocol NoticeStore: Sendable {
    /// Forgets a notice, but for the rest, which is a row of its own then. The journal says when a
    /// disclosure was taken in.
    func settle(_ notice: OutgoingNotice, rest: NewNotice?) async throws
    /// Keeps only so much of a notice.
    func shorten(_ notice: OutgoingNotice, to left: WireNotifyRequest) async throws
}

extension LiveSagaStore: NoticeStore {
    func settle(_ notice: OutgoingNotice, rest: NewNotice?) async throws {
        guard notice.kind == .disclosure else {
            try await store.acknowledge(NoticeReference(tenant: notice.tenant, id: notice.id))
            return
        }
        let entry = EncodedJournalEntry(
            .disclosed(.with { $0.saleID = notice.sale }), atMicros: clock.microseconds())
        _ = try await store.record(
            LeadStep(
                tenant: notice.tenant, lead: notice.lead, epoch: nil,
                entry: entry.bytes, notices: rest.map { [$0] } ?? [],
                acknowledges: notice.id))
    }

    func shorten(_ notice: OutgoingNotice, to left: WireNotifyRequest) async throws {
        try await store.shorten(
            NoticeReference(tenant: notice.tenant, id: notice.id), body: left.directBytes())
    }
}
