import LeadlineAPI
import Market

/// What is stored and answered, encoded field by field as the protocol numbers them.
extension Intake {
    /// `LeadFacts`: what scoring and routing may know, nothing that reaches or names the consumer.
    var facts: [UInt8] {
        var out = MessageWriter(capacity: 384)
        out.text(1, leadText)
        out.text(2, channel.seller)
        out.text(3, channel.key)
        out.number(4, envelope.kind.rawValue)
        out.append(sheet.facts)
        out.append(sheet.sealedNames)
        out.text(7, envelope.medium)
        out.moment(8, microseconds: receivedAt)
        out.flag(9, envelope.test)
        if let minPayout = envelope.minPayout { out.money(10, minPayout) }
        out.number(11, Int64(envelope.alreadySold))
        if let capturedAt = submission.capturedAt { out.element(12, capturedAt) }
        return out.bytes
    }

    /// What the answer needs besides the facts: a `RouteRequest` without lead, lease and seal.
    var context: [UInt8] {
        var out = MessageWriter(capacity: 128)
        out.element(3, envelope.subIDs)
        for flag in flags { out.message(4, flag) }
        out.moment(5, microseconds: receivedAt)
        // The channel's time, not the seller's patience: who doesn't wait still wants it sold.
        out.moment(8, microseconds: receivedAt + channel.processingMilliseconds * 1_000)
        return out.bytes
    }

    /// `SealedLead`: what is sealed; empty when there is nothing to.
    var secrets: [UInt8] {
        var out = MessageWriter(capacity: 512)
        out.append(sheet.sealed)
        if !submission.consent.isEmpty { out.element(2, submission.consent) }
        out.append(sheet.raw)
        if !submission.source.isEmpty { out.element(4, submission.source) }
        if !submission.priorSales.isEmpty { out.element(5, submission.priorSales) }
        return out.bytes
    }

    /// `JournalEntry`: the first row of the lead's journal.
    var journal: [UInt8] {
        var out = MessageWriter(capacity: 192)
        out.message(1) { event in
            event.message(1) { writeReceived(to: &$0) }
            event.moment(20, microseconds: receivedAt)
        }
        guard outcome.isTerminal else { return out.bytes }
        out.message(1) { event in
            event.message(10) { finished in
                finished.number(1, outcome.wire.rawValue)
                for reason in reasons { finished.message(2, reason) }
            }
            event.moment(20, microseconds: receivedAt)
        }
        return out.bytes
    }

    /// `LeadReceived`.
    private func writeReceived(to out: inout MessageWriter) {
        out.text(1, channel.seller)
        out.text(2, channel.key)
        out.number(3, envelope.kind.rawValue)
        out.flag(4, envelope.test)
        out.element(5, envelope.subIDs)
        out.text(6, envelope.medium)
        // Names that the schema doesn't know are the seller's own words, and may say anything.
        for flag in flags where flag.flag != Flag.unknownField.rawValue {
            out.element(7, flag.field)
        }
    }

    /// `SubmitReply`, as things stand: the stored answer when the lead's way ends here, or PENDING.
    var reply: [UInt8] {
        var out = MessageWriter(capacity: 192)
        out.text(1, leadText)
        out.number(2, outcome.wire.rawValue)
        for reason in reasons { out.message(5, reason) }
        for flag in flags { out.message(7, flag) }
        out.element(8, envelope.subIDs)
        out.moment(9, microseconds: receivedAt)
        if outcome.isTerminal { out.moment(10, microseconds: receivedAt) }
        out.flag(14, envelope.test)
        return out.bytes
    }
}
