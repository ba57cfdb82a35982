import LeadlineAPI
import Market

/// A lead's fields after they were read: each value in the place where its class belongs, so that
/// what is personal is apart from here on (FEATURES A8, A9, B13).
///
/// Values are encoded as they are read: as the runs of fields that the stored messages have.
struct FieldSheet: ~Copyable {
    /// Classes NONE and QUASI, sorted by name: `LeadFacts.fields`.
    private(set) var facts = MessageWriter(capacity: 192)
    /// The names of those of classes CONTACT and IDENTITY: `LeadFacts.sealed_fields`.
    private(set) var sealedNames = MessageWriter(capacity: 64)
    /// Classes CONTACT and IDENTITY, sorted by name: `SealedLead.fields`.
    private(set) var sealed = MessageWriter(capacity: 256)
    /// Values in the seller's own words, where those differ from what was made of them, sorted by
    /// name: `SealedLead.raw`.
    private(set) var raw = MessageWriter(capacity: 128)
    /// What looked odd.
    private(set) var flags: [WireFieldFlag] = []
    /// Why the lead is refused: all reasons at once.
    private(set) var reasons: [WireReason] = []
    /// The first phone number and e-mail address among the contacts, to find duplicates by.
    private(set) var phone: String?
    private(set) var email: String?

    /// Reads fields, sorted by name, under a form's rules.
    init(_ fields: [(key: String, value: String)], _ form: CaptureForm) {
        // Both are sorted, so that one pass over both finds what belongs together.
        var rules = form.rules[...]
        for (name, text) in fields {
            while let rule = rules.first, rule.name < name {
                requireIfNeeded(rule)
                rules.removeFirst()
            }
            if let rule = rules.first, rule.name == name {
                take(rule.read(text), of: rule, text)
                rules.removeFirst()
            } else {
                keepUnknown(name, text)
            }
        }
        for rule in rules { requireIfNeeded(rule) }
    }

    private mutating func take(_ reading: FieldRule.Reading, of rule: FieldRule, _ text: String) {
        let name = rule.name
        switch reading {
        case .missing:
            requireIfNeeded(rule)
        case .value(let value, let looksInvalid):
            if looksInvalid { flags.append(.with(name, .looksInvalid)) }
            put(value, rule.definition)
            if case .text(let kept) = value, kept == text { return }
            keepRaw(name, text)
        case .unreadable(let message):
            keepRaw(name, text)
            // What isn't required may be left out, and so may be nonsense; but a phone that is
            // given is meant to be called.
            if rule.definition.requiredOnPost || rule.definition.type == .phone {
                reasons.append(.about(name, .cInvalidField, "\(name) \(message)"))
            } else {
                flags.append(.with(name, .unparsable))
            }
        case .refused(let message):
            keepRaw(name, text)
            reasons.append(.about(name, .cInvalidField, "\(name) \(message)"))
        }
    }

    private mutating func requireIfNeeded(_ rule: FieldRule) {
        guard rule.definition.requiredOnPost else { return }
        reasons.append(.about(rule.name, .cMissingField, "\(rule.name) is required"))
    }

    private mutating func put(_ value: FieldValue, _ definition: FieldDefinition) {
        guard definition.pii.isSealed else { return facts.field(5, definition.name, value) }
        sealed.field(1, definition.name, value)
        sealedNames.element(6, definition.name)
        guard definition.pii == .contact, case .text(let text) = value else { return }
        if definition.type == .phone, phone == nil { phone = text }
        if definition.type == .email, email == nil { email = text }
    }

    /// Nobody has said that unknown fields are harmless, so they are kept sealed.
    private mutating func keepUnknown(_ name: String, _ text: String) {
        flags.append(.with(name, .unknownField))
        keepRaw(name, text)
    }

    private mutating func keepRaw(_ name: String, _ text: String) {
        raw.message(3) { value in
            value.text(1, name)
            value.text(2, text)
        }
    }
}

extension WireReason {
    /// A reason about a field; the sentence doesn't quote its value.
    static func about(
        _ field: String, _ code: WireReasonCode, _ message: String
    ) -> WireReason {
        var wire = WireReason()
        wire.code = code
        wire.field = field
        wire.message = message + "."
        return wire
    }
}
