import LeadlineAPI
import Logging
import Market
import Reactor
import Store
import SwiftProtobuf

/// Settles what buyers said too late: the inbox's worker. A bid is journaled; an answer goes to
/// the saga that still waits for it, or is journaled and changes nothing (FEATURES 7.7).
struct LateWordRounds: Sendable {
    let store: Store
    let runs: LeadRuns
    let context: RoutingContext

    /// Until cancelled.
    func run() async throws {
        while true {
            try await context.loop.sleep(until: context.loop.now + context.limits.noticeRound)
            for tenant in context.markets.tenants {
                do {
                    let words = try await store.inbox(
                        tenant: tenant, limit: context.limits.lateWords)
                    for word in words { try await settle(word) }
                } catch {
                    context.logger.debug(
                        "late words can't be settled", metadata: ["error": "\(error)"])
                }
            }
        }
    }

    private func settle(_ word: InboxItem) async throws {
        switch word.kind {
        case .lateBid:
            guard let lead = word.lead else { return try await store.discard(word) }
            let result = try WireBidResult(serializedBytes: word.body)
            try await journal(.lateBid(result), lead, word)
        case .lateAnswer: try await settleAnswer(word)
        default: try await store.discard(word)
        }
    }

    private func settleAnswer(_ word: InboxItem) async throws {
        guard let lead = word.lead, let sale = word.sale,
            let stored = try await store.sales(tenant: word.tenant, lead: lead)
                .first(where: { $0.sale == sale && $0.buyer == word.buyer })
        else { return try await store.discard(word) }
        let ack = try WireAwardAck(serializedBytes: word.body)
        let answer = try BuyerAnswer(wire: ack)
        guard !stored.state.isOpen else {
            // Whoever owns the lead takes it; until then the word waits.
            runs.running(lead)?.mailbox.put(
                BuyerWord(sale: sale, answer: answer, inboxID: word.id))
            return
        }
        guard case .late = stored.state.effect(of: answer) else {
            return try await store.discard(word)
        }
        let late = WireLateAnswer.with {
            $0.saleID = ack.saleID
            $0.answer = answer.kind
            $0.state = stored.state.wire
        }
        try await journal(.lateAnswer(late), lead, word)
    }

    private func journal(
        _ kind: WireEvent.OneOf_Kind, _ lead: LeadID, _ word: InboxItem
    ) async throws {
        let entry = EncodedJournalEntry(kind, atMicros: context.clock.microseconds())
        let outcome = try await store.record(
            LeadStep(
                tenant: word.tenant, lead: lead, epoch: nil, entry: entry.bytes,
                inboxItem: word.id))
        if outcome == .notFound { try await store.discard(word) }
    }
}
