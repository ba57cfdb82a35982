import Foundation
import StrictYAML
import Testing

@testable import LeadImport

@Suite struct FieldMappingTests {
    static let text = """
        channel: web
        number: No
        fields:
          - {field: visits, column: Visits, as: integer}
          - {field: mailing, column: Mail, as: bool}
        source:
          medium: {column: Source, replace: {Google: ppc}, otherwise: web}
        sub_ids:
          sub1: {value: sheet}
        contacts: {phone: phone, email: email}
        ignored: [Notes]
        """

    private func problems(_ text: String) -> [String] {
        do {
            _ = try FieldMapping.read(text, file: "m")
            return []
        } catch {
            return error.all.map(\.description)
        }
    }

    @Test func aMappingIsRead() throws {
        let mapping = try FieldMapping.read(Self.text)
        #expect(mapping.fields.map(\.name) == ["visits", "mailing"])
        #expect(mapping.fields[1].value == .column("Mail", as: .bool))
        #expect(mapping.source[0].value.otherwise == "web")
        #expect(mapping.contacts.map(\.kind) == [.phone, .email])
        #expect(mapping.readColumns == ["No", "Visits", "Mail", "Source"])
    }

    static let faults: [(old: String, new: String, problem: String)] = [
        ("fields:", "felds:", "m:3:1: Unknown key 'felds': did you mean 'fields'?"),
        (
            "as: bool", "as: yesno",
            "m:5:40: fields[1].as: Unknown value 'yesno'. "
                + "Known: text, lower, integer, decimal, bool."
        ),
        ("column: Mail, ", "", "m:5:5: fields[1]: Either 'column' or 'value' is needed."),
        ("field: mailing", "field: visits", "m:5:5: fields[1]: The field visits is mapped twice."),
        ("medium:", "medum:", "m:7:3: source: Unknown key 'medum': did you mean 'medium'?"),
        (
            "email: email", "email: visits",
            "m:10:33: contacts.email: The field visits is mapped twice."
        ),
        (
            "ignored: [Notes]", "ignored: [Mail]",
            "m:11:1: ignored: The column Mail is mapped, so it isn't ignored."
        ),
    ]

    @Test(arguments: faults.indices) func faultsAreNamed(_ index: Int) {
        let fault = Self.faults[index]
        let text = Self.text.replacingOccurrences(of: fault.old, with: fault.new)
        #expect(problems(text) == [fault.problem])
    }

    @Test func theHeaderHasToAgree() throws {
        let mapping = try FieldMapping.read(Self.text)
        let header = ["No", "Visits", "Mail", "Source", "Notes"]
        #expect(mapping.problems(ofHeader: header) == [])
        #expect(
            mapping.problems(ofHeader: ["No", "Visits", "Visits", "Source", "Extra"]) == [
                "The column 'Visits' occurs twice.",
                "The mapping reads the column 'Mail', which isn't in the file.",
                "The mapping ignores the column 'Notes', which isn't in the file.",
                "The column 'Extra' is neither mapped nor ignored.",
            ])
    }

    @Test func theExampleIsAMapping() throws {
        let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let url = root.appendingPathComponent("Examples/education.mapping.yaml")
        let mapping = try FieldMapping.read(String(contentsOf: url, encoding: .utf8))
        #expect(mapping.channel == "education-web")
        // What staff wrote after the enquiry stays out.
        for column in ["Converted", "Tags", "Lead Quality", "Last Activity"] {
            #expect(mapping.ignoredColumns.contains(column))
        }
        #expect(mapping.contacts.map(\.kind) == ReservedContacts.Kind.allCases)
    }
}
