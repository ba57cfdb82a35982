import Market
import PhoneNumbers

/// A field of the schema, ready to read raw texts (FEATURES A9: normalise, then validate).
///
/// An object, because every field of every lead passes one on.
final class FieldRule: Sendable {
    let definition: FieldDefinition
    /// The field's name.
    var name: String { definition.name }
    private let currency: Currency
    private let region: String?
    private let missing: Set<String>
    /// Allowed values by their lower case, for enumerations.
    private let allowed: [String: String]

    init(_ definition: FieldDefinition, currency: Currency, region: String) {
        self.definition = definition
        self.currency = currency
        self.region = region.isEmpty ? nil : region
        missing = Set(definition.missingValues.map(FieldRule.trimmed))
        allowed = Dictionary(
            definition.type == .enumeration
                ? definition.allowedValues.map { ($0.lowercased(), $0) } : [],
            uniquingKeysWith: { first, _ in first })
    }

    /// What became of a raw text.
    enum Reading: Equatable {
        /// The seller says that it isn't given.
        case missing
        /// A value, and whether it looks odd.
        case value(FieldValue, looksInvalid: Bool = false)
        /// No value of the field's type can be made of it; why, without the value.
        case unreadable(String)
        /// It is a value, but the schema doesn't allow it; why, without the value.
        case refused(String)
    }

    /// Reads a raw text.
    func read(_ raw: String) -> Reading {
        let text = Self.trimmed(raw)
        if text.isEmpty || (!missing.isEmpty && missing.contains(text)) { return .missing }
        let reading = readValue(text)
        guard case .value(let value, _) = reading else { return reading }
        // A list of separators alone has nothing in it.
        if case .list(let texts) = value, texts.isEmpty { return .missing }
        return definition.allows(value) ? reading : .refused(refusal(of: value))
    }

    private func readValue(_ text: String) -> Reading {
        switch definition.type {
        case .phone: readPhone(text)
        case .email:
            Self.text(EmailAddress.normalised(text), else: "isn't an e-mail address")
        case .country:
            Self.text(Country.code(text), else: "isn't a country or its code")
        case .ip:
            Self.text(NetworkAddress.normalised(text), else: "isn't an IPv4 or IPv6 address")
        case .url:
            Self.text(WebAddress.normalised(text), else: "isn't an absolute http or https URL")
        case .enumeration:
            .value(.text(allowed[text] ?? allowed[text.lowercased()] ?? text))
        case .state:
            // Codes are upper case; names stay as they are written.
            .value(.text(text.utf8.count <= 3 ? text.uppercased() : text))
        case .postcode:
            .value(.text(Self.singleSpaced(text.uppercased())))
        default:
            definition.type.value(of: text, currency: currency).map { .value($0) }
                ?? .unreadable("can't be read as \(definition.type.phrase)")
        }
    }

    private func readPhone(_ text: String) -> Reading {
        do throws(PhoneNumberError) {
            let phone = try PhoneNumber.parse(text, defaultRegion: region)
            return .value(.text(phone.e164), looksInvalid: !phone.isValidLooking)
        } catch {
            return .unreadable("can't be read as a phone number: \(error.message)")
        }
    }

    private func refusal(of value: FieldValue) -> String {
        switch value {
        case .text(let text) where text.count > definition.maxLength:
            "is longer than \(definition.maxLength) characters"
        case .text, .list: "isn't one of the allowed values"
        default: "has the wrong type"
        }
    }

    private static func text(_ text: String?, else message: String) -> Reading {
        text.map { .value(.text($0)) } ?? .unreadable(message)
    }

    /// The text without ASCII white space at its ends; the same text, uncopied, when it has none.
    static func trimmed(_ text: String) -> String {
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
        let utf8 = text.utf8
        guard let first = utf8.first, let last = utf8.last else { return text }
        if !isSpace(first), !isSpace(last) { return text }
        guard let start = utf8.firstIndex(where: { !isSpace($0) }),
            let end = utf8.lastIndex(where: { !isSpace($0) })
        else { return "" }
        return String(text[start...end])
    }

    private static func singleSpaced(_ text: String) -> String {
        guard text.utf8.contains(0x20) else { return text }
        return text.split(separator: " ").joined(separator: " ")
    }
}

extension FieldType {
    /// The type in a sentence for people.
    fileprivate var phrase: String {
        switch self {
        case .integer: "a whole number"
        case .decimal: "a decimal number"
        case .money: "an amount of money"
        case .bool: "yes or no"
        case .date: "a date, YYYY-MM-DD"
        case .datetime: "a moment, RFC 3339"
        default: name
        }
    }
}
