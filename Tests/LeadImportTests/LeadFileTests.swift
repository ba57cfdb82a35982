import Foundation
import LeadlineAPI
import Testing

@testable import LeadImport

/// A file becomes leads row by row; a bad row is reported, and the others go on.
@Suite struct LeadFileTests {
    private func rows(_ text: String, _ mapping: String) throws -> [LeadFileRow] {
        let url = FileManager.default.temporaryDirectory
            .appendingPathComponent("leads-\(UUID().uuidString).csv")
        try text.write(to: url, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: url) }
        let mapping = try FieldMapping.read(mapping)
        let file = try LeadFile(path: url.path, mapping: mapping)
        var rows: [LeadFileRow] = []
        while let row = try file.nextRow() { rows.append(row) }
        #expect(file.bytesRead == file.totalBytes)
        let counted = try LeadFile.countRows(path: url.path)
        #expect(counted == Int64(rows.count))
        return rows
    }

    private let header = "No,Visits,Mail,Source,Notes\n"

    @Test func rowsBecomeLeads() throws {
        let rows = try rows(header + "17,3,Yes,Google,x\n18,,No,,y\n", FieldMappingTests.text)
        #expect(rows.map(\.row) == [1, 2] && rows.map(\.line) == [2, 3])
        let lead = try rows[0].lead.get()
        #expect(lead.channelID == "web")
        #expect(lead.fields["visits"] == "3" && lead.fields["mailing"] == "true")
        #expect(lead.source.medium == "ppc" && lead.subIds.sub1 == "sheet")
        #expect(lead.fields["email"] == "lead-17@example.com")
        // What isn't given isn't sent.
        #expect(try rows[1].lead.get().fields["visits"] == nil)
        let message = try #require(rows[1].message(importID: "i-1", dryRun: true))
        #expect(message.row == 2 && message.importID == "i-1" && message.dryRun)
        #expect(message.lead.idempotencyKey.isEmpty)
    }

    @Test func badRowsArePassedOver() throws {
        let rows = try rows(
            header + "17,many,Yes,,\n18,1\nx,1,No,,\n19,1,\"No\"?,,\n20,1,No,,\n",
            FieldMappingTests.text)
        let texts = rows.map { row -> String in
            switch row.lead {
            case .success: "fine"
            case .failure(let problem): problem.description
            }
        }
        #expect(
            texts == [
                "Visits: A whole number is needed.",
                "The row has 2 values, and the header 5.",
                "No: A whole number is needed.",
                "Something follows a closing quote.",
                "fine",
            ])
        #expect(rows[0].message(importID: "i") == nil)
    }

    @Test func filesThatDoNotFitAreRefused() throws {
        let error = try #require(throws: LeadFileError.self) {
            _ = try rows("No,Visits\n1,2\n", FieldMappingTests.text)
        }
        #expect(error.code == .wrongColumns)
        #expect(error.message.contains("'Mail'") && error.message.contains("'Source'"))
        let empty = try #require(throws: LeadFileError.self) {
            _ = try rows("", FieldMappingTests.text)
        }
        #expect(empty.code == .empty)
        let missing = try #require(throws: LeadFileError.self) {
            _ = try LeadFile(path: "/nowhere/leads.csv", mapping: FieldMapping())
        }
        #expect(missing.code == .unreadable)
    }
}
