import Market
import Testing

@Suite struct FieldSchemaTests {
    let schema = FieldSchema([
        FieldDefinition(name: "zip", type: .postcode, pii: .quasi, requiredOnPing: true),
        FieldDefinition(name: "phone", type: .phone, pii: .contact, requiredOnPost: true),
        FieldDefinition(name: "name", type: .text, pii: .identity, maxLength: 5),
        FieldDefinition(
            name: "kind", type: .enumeration, allowedValues: ["solar", "roof"]),
        FieldDefinition(name: "visits", type: .integer),
    ])

    @Test func missingAndInvalidFieldsAreNamed() {
        let fields: Fields = [
            "kind": .text("boat"), "visits": .text("3"), "name": .text("Élodie"),
        ]
        #expect(
            schema.failures(of: fields, phase: .post).map(\.description) == [
                "C_INVALID_FIELD(kind)", "C_INVALID_FIELD(name)", "C_MISSING_FIELD(phone)",
                "C_INVALID_FIELD(visits)",
            ])
        #expect(
            schema.failures(of: [:], phase: .ping).map(\.description) == ["C_MISSING_FIELD(zip)"])
        #expect(schema.failures(of: [:], sealed: ["phone"], phase: .post).isEmpty)
    }

    @Test func lengthCountsCharacters() {
        let five: Fields = ["name": .text("Éloïs"), "phone": .text("+1")]
        #expect(schema.failures(of: five, phase: .post).isEmpty)
    }

    /// The exchange builds a buyer's ping only from fields whose class allows it.
    @Test func pingsCarryNoContacts() {
        let fields: Fields = [
            "zip": .text("90210"), "phone": .text("+12025550123"), "name": .text("Ann"),
            "visits": .integer(1), "surprise": .text("nobody classed this"),
        ]
        #expect(schema.pingable(fields).all.map(\.name) == ["visits", "zip"])
        #expect(schema.sealed(fields).all.map(\.name) == ["name", "phone", "surprise"])
    }
}
