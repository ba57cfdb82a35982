import LeadlineAPI
import Market

/// A lead's fields after they were read: each value in the place where its class belongs, so that
/// what is personal is apart from here on (FEATURES A8, A9, B13).
struct FieldSheet {
    /// Classes NONE and QUASI, sorted by name.
    var facts: [WireField] = []
    /// Classes CONTACT and IDENTITY, sorted by name.
    var sealed: [WireField] = []
    /// Values in the seller's own words, where those differ from what was made of them.
    var raw: [WireRawValue] = []
    /// What looked odd.
    var flags: [WireFieldFlag] = []
    /// Why the lead is refused: all reasons at once.
    var reasons: [WireReason] = []
    /// The first phone number and e-mail address among the contacts, to find duplicates by.
    var phone: String?
    var email: String?

    /// Reads the fields under a form's rules.
    init(_ fields: [String: String], _ form: CaptureForm) {
        var known = 0
        for rule in form.rules {
            let name = rule.definition.name
            guard let text = fields[name] else {
                requireIfNeeded(rule)
                continue
            }
            known += 1
            take(rule.read(text), of: rule, text)
        }
        if known < fields.count { keepUnknown(fields, form) }
    }

    private mutating func take(_ reading: FieldRule.Reading, of rule: FieldRule, _ text: String) {
        let name = rule.definition.name
        switch reading {
        case .missing:
            requireIfNeeded(rule)
        case .value(let value, let looksInvalid):
            if looksInvalid { flags.append(.with(name, .looksInvalid)) }
            put(Field(name, value), rule.definition)
            if case .text(let kept) = value, kept == text { return }
            raw.append(.with(name, text))
        case .unreadable(let message):
            raw.append(.with(name, text))
            // What isn't required may be left out, and so may be nonsense; but a phone that is
            // given is meant to be called.
            if rule.definition.requiredOnPost || rule.definition.type == .phone {
                reasons.append(.about(name, .cInvalidField, "\(name) \(message)"))
            } else {
                flags.append(.with(name, .unparsable))
            }
        case .refused(let message):
            raw.append(.with(name, text))
            reasons.append(.about(name, .cInvalidField, "\(name) \(message)"))
        }
    }

    private mutating func requireIfNeeded(_ rule: FieldRule) {
        guard rule.definition.requiredOnPost else { return }
        let name = rule.definition.name
        reasons.append(.about(name, .cMissingField, "\(name) is required"))
    }

    private mutating func put(_ field: Field, _ definition: FieldDefinition) {
        guard definition.pii.isSealed else {
            facts.append(field.wire)
            return
        }
        sealed.append(field.wire)
        guard definition.pii == .contact, case .text(let text) = field.value else { return }
        if definition.type == .phone, phone == nil { phone = text }
        if definition.type == .email, email == nil { email = text }
    }

    /// Nobody has said that unknown fields are harmless, so they are kept sealed.
    private mutating func keepUnknown(_ fields: [String: String], _ form: CaptureForm) {
        for name in fields.keys.filter({ !form.knows($0) }).sorted() {
            flags.append(.with(name, .unknownField))
            raw.append(.with(name, fields[name] ?? ""))
        }
    }
}

extension WireRawValue {
    fileprivate static func with(_ name: String, _ text: String) -> WireRawValue {
        var wire = WireRawValue()
        wire.name = name
        wire.text = text
        return wire
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
