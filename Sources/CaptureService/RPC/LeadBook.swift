import GRPC
import LeadlineAPI
import Market
import ServiceHost
import Store
import SwiftProtobuf

/// Makes what is stored of a submission, and stores it.
struct LeadBook: Sendable {
    let store: Store
    let desk: SealingDesk

    /// A submission ready to be stored.
    struct Entry: Sendable {
        var lead: NewLead
        /// The digests that the same content would have under older master keys.
        var olderHashes: [[UInt8]]
        /// The stored answer; empty while pending.
        var replyBytes: [UInt8]
    }

    /// Seals and serialises an intake.
    func entry(
        _ intake: Intake, _ request: WireSubmitRequest, _ form: CaptureForm
    ) throws -> Entry {
        let content = CanonicalContent(request, channel: intake.channel.key)
        let hashes = desk.digests(of: content, tenant: form.tenant)
        let hasEnded = intake.outcome.isTerminal
        let reply: [UInt8] = hasEnded ? intake.reply.directBytes() : []
        let alreadySold = Int(intake.envelope.alreadySold)
        let lead = NewLead(
            tenant: form.tenant, lead: intake.lead, seller: intake.channel.seller,
            channel: intake.channel.key, idempotencyKey: intake.envelope.idempotencyKey,
            requestHash: hashes[0], marketVersion: form.version,
            ending: hasEnded ? LeadEnding(intake.outcome, reply: reply) : nil,
            facts: intake.facts.directBytes(),
            context: intake.context.directBytes(),
            maxSold: alreadySold + 1, alreadySold: alreadySold, test: intake.envelope.test,
            sub1: intake.envelope.subIDs.sub1, sealed: try desk.seal(intake, tenant: form.tenant),
            entry: intake.journal.directBytes())
        return Entry(lead: lead, olderHashes: Array(hashes.dropFirst()), replyBytes: reply)
    }

    /// Stores an entry with its key, or says what the key stands for already.
    ///
    /// - Throws: `RPCError` UNAVAILABLE or RESOURCE_EXHAUSTED: nothing was accepted.
    nonisolated(nonsending) func store(_ entry: Entry) async throws -> CaptureOutcome {
        do {
            var outcome = try await store.capture(entry.lead)
            // A key that was first used before the master key was rotated has an older digest.
            for hash in entry.olderHashes {
                guard case .known(let known) = outcome, !known.isSameContent else { break }
                var older = entry.lead
                older.requestHash = hash
                outcome = try await store.capture(older)
            }
            return outcome
        } catch {
            throw RPCError.storing(error)
        }
    }
}
