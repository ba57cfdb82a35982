import StrictYAML
import Testing

/// Documents that are made to hurt are refused before they do.
@Suite(.timeLimit(.minutes(1))) struct BombTests {
    private func problems(_ text: String) -> [String] {
        let reader = YAMLReader(file: "f")
        YAMLDocument.withRoot(of: text, reader) { _ in
            reader.fail(nil, .init(), "it was let through")
        }
        return reader.problems.map(\.description)
    }

    @Test func aHugeDocumentIsRefused() {
        let text = String(repeating: "# padding\n", count: 500_000)
        #expect(problems(text) == ["f: The file is larger than 4 MiB."])
    }

    @Test func anchorsAreRefusedWithTheirLine() {
        let refused = "f:2:4: Anchors (&name) and aliases aren't supported: write it out."
        #expect(problems("a: 1\nb: &x [1]\nc: *x\n") == [refused])
    }

    @Test func aBillionLaughsAreRefused() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            let references = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(references)]\n"
        }
        #expect(problems(text) == ["f: Aliases (*name) aren't supported: write it out."])
        // As a key, an alias would be hashed with everything in it.
        #expect(problems(text + "? *a9\n: x\n").count == 1)
    }

    @Test func fewAliasesCannotGrowMuch() {
        var text = "a0: &a0 [x, x]\n"
        for level in 1...4 { text += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
        #expect(problems(text).count == 1)
    }

    @Test func deepNestingIsRefused() {
        let open = String(repeating: "[", count: 100_000)
        #expect(problems(open).first?.contains("YAML") == true)
        let blocks = (0..<2000).map { String(repeating: " ", count: $0) + "a:" }
        #expect(problems(blocks.joined(separator: "\n")).first?.contains("YAML") == true)
    }

    @Test(arguments: [UInt64(1), 2, 3, 4]) func noiseDoesNoHarm(_ seed: UInt64) {
        var state = seed
        let alphabet = Array("ab:- {}[],&*!|>'\"%@`#?\n\t\u{0}\u{FEFF}é")
        for _ in 0..<2000 {
            var text = ""
            for _ in 0..<40 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                text.append(alphabet[Int(state >> 33) % alphabet.count])
            }
            _ = problems(text)
        }
    }
}
