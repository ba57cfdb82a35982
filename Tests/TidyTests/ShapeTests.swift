import Testing

/// How large things are allowed to grow.
@Suite struct ShapeTests {
    @Test func thereIsSomethingToCheck() {
        #expect(SourceFile.all.count > 100)
    }

    @Test func noFileIsOver500Lines() {
        for file in SourceFile.all where file.lines.count > 500 {
            Issue.record("\(file.path): \(file.lines.count) lines; more than one idea?")
        }
    }

    @Test func nineOfTenFilesStayWithin280Lines() throws {
        let counts = SourceFile.all.map(\.lines.count).sorted()
        try #require(!counts.isEmpty)
        #expect(counts[counts.count * 9 / 10] <= 280)
        #expect(counts[counts.count / 2] <= 85)
    }

    @Test func linesStayWithin100Columns() {
        for file in SourceFile.all {
            for (index, line) in file.lines.enumerated() where line.count > 100 {
                Issue.record("\(file.path):\(index + 1): \(line.count) columns")
            }
        }
    }

    @Test func mainsStayWithin40Lines() {
        for file in SourceFile.all where file.isMain && file.lines.count > 40 {
            Issue.record("\(file.path): \(file.lines.count) lines; a main only wires")
        }
    }

    @Test func functionsStayWithin70Lines() {
        for file in SourceFile.all {
            for function in file.functions where function.length > 70 {
                Issue.record(
                    "\(file.path):\(function.line): \(function.length) lines in one function")
            }
        }
    }
}

extension SourceFile {
    static let programs: Set = [
        "capture", "scoring", "bidding", "routing", "reporting", "leadline", "simulate",
    ]

    var isMain: Bool { !isTest && Self.programs.contains(module) }

    /// Where each function begins and how many lines it has, told by its indentation, which
    /// `swift format` keeps honest.
    var functions: [(line: Int, length: Int)] {
        var found: [(line: Int, length: Int)] = []
        for (index, line) in lines.enumerated() {
            let body = line.drop { $0 == " " }
            let words = body.prefix { $0 != "(" && $0 != "{" }.split(separator: " ")
            guard words.contains("func") || body.hasPrefix("init(") else { continue }
            let indent = line.count - body.count
            let closing = String(repeating: " ", count: indent) + "}"
            guard let end = lines[index...].firstIndex(where: { $0.hasPrefix(closing) }) else {
                continue
            }
            let opens = lines[index...end].contains { $0.hasSuffix("{") }
            if opens { found.append((index + 1, end - index + 1)) }
        }
        return found
    }
}
