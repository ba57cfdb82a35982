import GRPC
import LeadlineAPI
import Market
import ServiceHost
import Store

/// Makes what is stored of a submission, and stores it.
struct LeadBook: Sendable {
    let store: Store
    let desk: SealingDesk

    /// A submission ready to be stored.
    struct Entry: Sendable {
        let lead: NewLead
        /// The digests that the same content would have under older master keys.
        let olderHashes: [[UInt8]]
    }

    /// Seals and encodes an intake.
    func entry(_ intake: Intake, _ form: CaptureForm) throws -> Entry {
        let content = CanonicalContent(intake.submission, channel: intake.channel.key)
        let hashes = desk.digests(of: content, tenant: form.tenant)
        let envelope = intake.envelope
        let alreadySold = Int(envelope.alreadySold)
        let lead = NewLead(
            tenant: form.tenant, lead: intake.lead, seller: intake.channel.seller,
            channel: intake.channel.key, idempotencyKey: envelope.idempotencyKey,
            requestHash: hashes[0], marketVersion: form.version,
            ending: intake.outcome.isTerminal
                ? LeadEnding(intake.outcome, reply: intake.reply) : nil,
            facts: intake.facts, context: intake.context, maxSold: alreadySold + 1,
            alreadySold: alreadySold, test: envelope.test, sub1: envelope.sub1,
            sealed: try desk.seal(intake, tenant: form.tenant), entry: intake.journal)
        return Entry(lead: lead, olderHashes: Array(hashes.dropFirst()))
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
                outcome = try await store.capture(entry.lead.with(requestHash: hash))
            }
            return outcome
        } catch {
            throw RPCError.storing(error)
        }
    }
}
