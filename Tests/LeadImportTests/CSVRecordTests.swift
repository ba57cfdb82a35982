import Testing

@testable import LeadImport

/// Files are cut into records and values as RFC 4180 has it, however the bytes arrive.
@Suite struct CSVRecordTests {
    /// Feeds a text in pieces of this size.
    private func records(_ text: String, pieces size: Int = 7) -> [CSVRecords.Record] {
        var records = CSVRecords()
        var found: [CSVRecords.Record] = []
        let bytes = Array(text.utf8)
        var start = 0
        while start < bytes.count {
            let end = min(start + size, bytes.count)
            found += records.feed(bytes[start..<end])
            start = end
        }
        if let last = records.finish() { found.append(last) }
        return found
    }

    static let files: [(text: String, values: [[String]])] = [
        ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
        ("a,b\n1,2", [["a", "b"], ["1", "2"]]),
        ("a,b\r\n1,2\r\n", [["a", "b"], ["1", "2"]]),
        ("\u{FEFF}a,b\n", [["a", "b"]]),
        ("\"a,b\",c\n", [["a,b", "c"]]),
        ("\"say \"\"hi\"\"\",c\n", [["say \"hi\"", "c"]]),
        ("\"two\nlines\",c\nd,e\n", [["two\nlines", "c"], ["d", "e"]]),
        ("\"two\r\nlines\",c\r\n", [["two\r\nlines", "c"]]),
        ("a,,\n", [["a", "", ""]]),
        (",,a\n", [["", "", "a"]]),
        ("\"\",x\n", [["", "x"]]),
        ("é,日本\n", [["é", "日本"]]),
        ("\n\na\n", [["a"]]),
    ]

    @Test(arguments: files.indices) func valuesComeOut(_ index: Int) throws {
        let file = Self.files[index]
        for size in [1, 2, 3, 7, 1000] {
            let values = try records(file.text, pieces: size).map { try $0.values(.comma) }
            #expect(values == file.values)
        }
    }

    @Test func linesAreCounted() {
        let found = records("h\n\"a\nb\"\nc\n\nd\n")
        #expect(found.map(\.line) == [1, 2, 4, 6])
    }

    @Test func otherSeparators() throws {
        #expect(try records("a;b,c\n")[0].values(.semicolon) == ["a", "b,c"])
        #expect(try records("a\tb\n")[0].values(.tab) == ["a", "b"])
    }

    @Test func aQuoteThatIsNeverClosedBreaksItsRecordOnly() throws {
        let found = records("a,b\n\"open,1\n2,3\n")
        #expect(found.map(\.isBroken) == [false, true])
        #expect(throws: RowProblem(column: nil, message: "A quote is never closed.")) {
            try found[1].values(.comma)
        }
    }

    @Test func anEndlessRecordIsCutOffAndTheRestGoesOn() {
        let text = "\"" + String(repeating: "x", count: CSVRecords.maxRecordBytes + 10) + "\nnext\n"
        let found = records(text, pieces: 65_536)
        #expect(found.map(\.isBroken) == [true, false])
        #expect(found[0].bytes.count <= CSVRecords.maxRecordBytes)
        #expect(found[1].bytes == Array("next".utf8))
    }

    @Test func faultyRecordsSayWhat() throws {
        #expect(throws: RowProblem.self) { try records("\"a\"b,c\n")[0].values(.comma) }
        var bytes = CSVRecords()
        let record = try #require(bytes.feed([0xFF, 0xFE, 0x0A]).first)
        #expect(throws: RowProblem(column: nil, message: "The row isn't UTF-8.")) {
            try record.values(.comma)
        }
    }
}
