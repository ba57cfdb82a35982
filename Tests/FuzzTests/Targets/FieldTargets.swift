import Market

@testable import CaptureService

/// What a seller writes into a lead's fields.
enum FieldTargets {
    private static let rules = FieldType.allCases.map {
        FieldRule(
            FieldDefinition(
                name: "field", type: $0,
                allowedValues: $0 == .enumeration ? ["Ja", "nein"] : [], maxLength: 100_000),
            currency: .usd, region: "US")
    }

    /// The first byte chooses the type. A text that was brought to its one form stays as it is:
    /// equal leads would otherwise not be found equal. Phone numbers of no known range are left
    /// out: libphonenumber takes one more zero off them each time.
    static func read(_ bytes: [UInt8]) throws {
        guard let first = bytes.first else { return }
        let rule = rules[Int(first) % rules.count]
        let text = String(decoding: bytes.dropFirst(), as: UTF8.self)
        guard case .value(.text(let normal), looksInvalid: false) = rule.read(text) else { return }
        guard case .value(let again, _) = rule.read(normal) else {
            throw Broken(description: "what was read can be read")
        }
        try Broken.unless(again == .text(normal), "a normal form is normal")
    }
}
