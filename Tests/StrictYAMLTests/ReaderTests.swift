import StrictYAML
import Testing

/// Documents are read strictly: everything that is wrong, with its line and column.
@Suite struct ReaderTests {
    /// What a small document with known keys is found to be wrong with.
    private func problems(_ text: String) -> [String] {
        let reader = YAMLReader(file: "f")
        YAMLDocument.withRoot(of: text, reader) { root in
            let place = YAMLPlace(node: root, path: .init())
            guard let top = reader.mapping(place, keys: ["name", "count", "on", "kind", "list"])
            else { return }
            _ = reader.text(top, "name", required: true)
            _ = reader.integer(top, "count", 1...10)
            _ = reader.bool(top, "on")
            _ = reader.choice(top, "kind", [("small", 1), ("large", 2)])
            _ = reader.texts(top, "list")
        }
        return reader.problems.map(\.description)
    }

    @Test func aGoodDocumentHasNone() {
        #expect(problems("name: x\ncount: 7\non: true\nkind: large\nlist: [a, b]\n") == [])
        #expect(problems("{name: NO, list: one}") == [])
    }

    static let faults: [(text: String, problem: String)] = [
        ("name: x\nnmae: y", "f:2:1: Unknown key 'nmae': did you mean 'name'?"),
        (
            "name: x\nzebra: y",
            "f:2:1: Unknown key 'zebra'. Known: name, count, on, kind, list."
        ),
        ("count: 1", "f:1:1: name: 'name' is needed here."),
        ("name:\ncount: 1", "f:1:1: name: 'name' is needed here."),
        ("name: [x]", "f:1:7: name: A text is needed, not a list."),
        ("name: x\ncount: many", "f:2:8: count: A whole number from 1 to 10 is needed."),
        ("name: x\ncount: 11", "f:2:8: count: A whole number from 1 to 10 is needed."),
        ("name: x\non: yes", "f:2:5: on: true or false is needed."),
        ("name: x\nkind: lrage", "f:2:7: kind: Unknown value 'lrage': did you mean 'large'?"),
        ("name: x\nlist: {a: b}", "f:2:7: list: A list is needed, not a mapping."),
        ("name: x\nlist: [a, [b]]", "f:2:11: list[1]: A text is needed, not a list."),
        ("- name", "f:1:1: A mapping is needed (key: value), not a list."),
        ("just words", "f:1:1: A mapping is needed (key: value), not a text."),
        ("", "f: The file is empty."),
        ("name: x\nname: y", "f:1:1: Used twice in one mapping: 'name'."),
        ("? [a]\n: b\nname: x", "f:1:3: A key has to be a word."),
    ]

    @Test(arguments: faults.indices) func faultsAreNamed(_ index: Int) {
        let fault = Self.faults[index]
        #expect(problems(fault.text) == [fault.problem])
    }

    @Test func severalAreReportedAtOnce() {
        let found = problems("nmae: x\ncount: 0\non: 1\nkind: x\n")
        #expect(found.count == 5)
    }

    @Test func whatIsNotYAMLSaysWhere() throws {
        let found = problems("name: x\n  count: [1,\n")
        #expect(found.count == 1)
        let first = try #require(found.first)
        #expect(first.hasPrefix("f:2:") && first.contains("This isn't YAML"))
    }

    @Test func twoDocumentsAreRefused() {
        #expect(problems("name: x\n---\nname: y\n").count == 1)
    }

    @Test func nearWordsAreSuggested() {
        #expect(Suggestion.nearest(to: "campains", among: ["campaigns", "caps"]) == "campaigns")
        #expect(Suggestion.nearest(to: "caps", among: ["campaigns"]) == nil)
        let long = String(repeating: "x", count: 100_000)
        #expect(Suggestion.nearest(to: long, among: ["campaigns"]) == nil)
    }
}
