import GRPC
import LeadlineAPI
import Market

/// A submission that was read: where it goes, what is kept of it, what is answered. Pure: the
/// same request, form, id and clock give the same intake. An object, because it is passed on.
final class Intake: Sendable {
    let lead: LeadID
    /// The lead's id as text.
    let leadText: String
    let channel: CaptureChannel
    let submission: Submission
    let envelope: Envelope
    let sheet: FieldSheet
    /// Where it stands once it is stored: pending, or ended at the door.
    let outcome: LeadOutcome
    /// Why it was refused.
    let reasons: [WireReason]
    /// What looked odd, of the message and of its fields.
    let flags: [WireFieldFlag]
    /// In microseconds since 1970.
    let receivedAt: Int64

    /// Reads a submission.
    ///
    /// - Throws: `RPCError` INVALID_ARGUMENT; see ``Envelope``.
    init(
        _ submission: Submission, _ channel: CaptureChannel, _ form: CaptureForm,
        lead: LeadID, receivedAt: Int64, limits: IntakeLimits = .standard
    ) throws(RPCError) {
        self.submission = submission
        envelope = try Envelope(submission, channel, currency: form.currency, limits: limits)
        sheet = FieldSheet(submission.fields, form)
        flags = envelope.flags + sheet.flags
        var reasons = sheet.reasons
        if !channel.isActive {
            var inactive = WireReason()
            inactive.code = .cChannelInactive
            inactive.subjectID = channel.key
            inactive.message = "The channel takes no leads."
            reasons.insert(inactive, at: 0)
        }
        self.reasons = reasons
        self.lead = lead
        leadText = lead.wire
        self.channel = channel
        self.receivedAt = receivedAt
        if !reasons.isEmpty {
            outcome = .rejected
        } else {
            outcome = channel.mode == .storeOnly ? .stored : .pending
        }
    }
}
