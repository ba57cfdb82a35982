import GRPC
import LeadlineAPI
import Market
import SwiftProtobuf

/// A submission that was read: where it goes, what is kept of it, what is answered. Pure: the
/// same request, form, id and clock give the same intake.
struct Intake {
    let lead: LeadID
    let channel: CaptureChannel
    let envelope: Envelope
    let sheet: FieldSheet
    /// Where it stands once it is stored: pending, or ended at the door.
    let outcome: LeadOutcome
    /// Why it was refused.
    let reasons: [WireReason]
    /// In microseconds since 1970.
    let receivedAt: Int64
    private let request: WireSubmitRequest

    /// Reads a submission.
    ///
    /// - Throws: `RPCError` INVALID_ARGUMENT; see ``Envelope``.
    init(
        _ request: WireSubmitRequest, _ channel: CaptureChannel, _ form: CaptureForm,
        lead: LeadID, receivedAt: Int64, limits: IntakeLimits = .standard
    ) throws(RPCError) {
        envelope = try Envelope(request, channel, currency: form.currency, limits: limits)
        sheet = FieldSheet(request.fields, form)
        var reasons = sheet.reasons
        if !channel.isActive {
            var inactive = WireReason()
            inactive.code = .cChannelInactive
            inactive.subjectID = channel.key
            inactive.message = "The channel takes no leads."
            reasons.insert(inactive, at: 0)
        }
        self.reasons = reasons
        self.request = request
        self.lead = lead
        self.channel = channel
        self.receivedAt = receivedAt
        if !reasons.isEmpty {
            outcome = .rejected
        } else {
            outcome = channel.mode == .storeOnly ? .stored : .pending
        }
    }

    /// What looked odd, of the message and of its fields.
    var flags: [WireFieldFlag] { envelope.flags + sheet.flags }

    /// What scoring and routing may know: nothing that reaches or names the consumer.
    var facts: WireLeadFacts {
        var facts = WireLeadFacts()
        facts.leadID = lead.wire
        facts.sellerID = channel.seller
        facts.channelID = channel.key
        facts.kind = envelope.kind
        facts.fields = sheet.facts
        facts.sealedFields = sheet.sealed.map(\.name)
        facts.sourceMedium = envelope.medium
        facts.receivedAt = Google_Protobuf_Timestamp(microseconds: receivedAt)
        facts.test = envelope.test
        if let minPayout = envelope.minPayout { facts.minPayout = minPayout.wire }
        facts.alreadySold = envelope.alreadySold
        if let capturedAt = envelope.capturedAt { facts.capturedAt = capturedAt }
        return facts
    }

    /// What the answer needs besides the facts: a `RouteRequest` without lead, lease and seal.
    var context: WireRouteRequest {
        var context = WireRouteRequest()
        context.subIds = envelope.subIDs
        context.flags = flags
        context.receivedAt = Google_Protobuf_Timestamp(microseconds: receivedAt)
        // The channel's time, not the seller's patience: who doesn't wait still wants it sold.
        context.deadline = Google_Protobuf_Timestamp(
            microseconds: receivedAt + channel.processingMilliseconds * 1_000)
        return context
    }

    /// What is sealed; nil when there is nothing to.
    var secrets: WireSealedLead? {
        var sealed = WireSealedLead()
        sealed.fields = sheet.sealed
        sealed.raw = sheet.raw
        if request.hasConsent { sealed.consent = request.consent }
        if request.hasSource { sealed.source = request.source }
        if request.hasPriorSales { sealed.priorSales = request.priorSales }
        return sealed == WireSealedLead() ? nil : sealed
    }

    /// The first row of the lead's journal.
    var journal: WireJournalEntry {
        let now = Google_Protobuf_Timestamp(microseconds: receivedAt)
        var received = WireLeadReceived()
        received.sellerID = channel.seller
        received.channelID = channel.key
        received.kind = envelope.kind
        received.test = envelope.test
        received.subIds = envelope.subIDs
        received.sourceMedium = envelope.medium
        // Names that the schema doesn't know are the seller's own words, and may say anything.
        received.flaggedFields = flags.lazy.filter { $0.flag != Flag.unknownField.rawValue }
            .map(\.field)
        var entry = WireJournalEntry()
        entry.events = [.with(.received(received), at: now)]
        if outcome.isTerminal {
            var finished = WireLeadFinished()
            finished.outcome = outcome.wire
            finished.reasons = reasons
            entry.events.append(.with(.finished(finished), at: now))
        }
        return entry
    }

    /// What is answered as things stand: the stored answer when the lead's way ends here, or
    /// PENDING.
    var reply: WireSubmitReply {
        var reply = WireSubmitReply.pending(context, lead: lead, test: envelope.test)
        guard outcome.isTerminal else { return reply }
        reply.outcome = outcome.wire
        reply.reasons = reasons
        reply.completedAt = reply.receivedAt
        return reply
    }
}

extension WireEvent {
    fileprivate static func with(
        _ kind: OneOf_Kind, at moment: Google_Protobuf_Timestamp
    ) -> WireEvent {
        var event = WireEvent()
        event.kind = kind
        event.at = moment
        return event
    }
}
