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

    private var rounds: Rounds {
        Rounds(subject: "late words", pause: context.limits.noticeRound, context: context)
    }

    /// Until cancelled.
    func run() async throws {
        try await rounds.run { try await settleAll(of: $0) }
    }

    /// One round.
    func settleAll(of tenant: TenantID) async throws {
        let words = try await store.inbox(tenant: tenant, limit: context.limits.lateWords)
        try await rounds.each(words, ids: ids) { try await settle($0) }
    }

    private func ids(of word: InboxItem) -> Logger.Metadata {
        [
            "word": "\(word.id)", "kind": "\(word.kind.rawValue)", "buyer": "\(word.buyer)",
            "lead": "\(word.lead?.description ?? "")", "sale": "\(word.sale?.description ?? "")",
        ]
    }

    private func settle(_ word: InboxItem) async throws {
        switch word.kind {
        case .lateBid:
            guard let lead = word.lead,
                let result = read(word, { try WireBidResult(serializedBytes: word.body) })
            else { return try await store.discard(word) }
            try await journal(.lateBid(result), lead, word)
        case .lateAnswer: try await settleAnswer(word)
        default: try await store.discard(word)
        }
    }

    private func settleAnswer(_ word: InboxItem) async throws {
        guard let lead = word.lead, let sale = word.sale,
            let stored = try await store.sales(tenant: word.tenant, lead: lead)
                .first(where: { $0.sale == sale && $0.buyer == word.buyer }),
            let (ack, answer) = read(word, { try Self.answer(word.body) })
        else { return try await store.discard(word) }
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

    private static func answer(_ body: [UInt8]) throws -> (WireAwardAck, BuyerAnswer) {
        let ack = try WireAwardAck(serializedBytes: body)
        return (ack, try BuyerAnswer(heard: ack))
    }

    /// What a word says; nil when it can't be read. It is forgotten then, with a line in the log:
    /// it will say no more tomorrow, and would be read again for ever. Nothing hangs on it: a late
    /// bid changes nothing, and a buyer whose sale is still open is asked again.
    private func read<Content>(_ word: InboxItem, _ content: () throws -> Content) -> Content? {
        do {
            return try content()
        } catch {
            var metadata = ids(of: word)
            metadata["error"] = "\(error)"
            context.logger.error(
                "a late word can't be read, and is forgotten", metadata: metadata)
            return nil
        }
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
