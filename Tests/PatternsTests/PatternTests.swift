import Patterns
import Testing

@Suite struct PatternTests {
    @Test(arguments: [
        ("787[0-9]{2}", "78701", true), ("787[0-9]{2}", "787012", false),
        ("787[0-9]{2}", " 78701", false), ("(?i)ford|bmw", "FORD", true), (".*", "", true),
        ("größe", "größe", true), ("g.{2}ße", "größe", true), ("a.b", "a\nb", false),
    ])
    func `the whole text has to match`(
        _ pattern: String, _ text: String, _ matches: Bool
    ) throws {
        #expect(try Pattern(pattern).matches(text) == matches)
    }

    @Test(arguments: ["(", "a{1001}", #"(a)\1"#, "(?=a)", "[z-a]"])
    func `what isn't a pattern is refused with a sentence`(_ text: String) {
        do throws(PatternError) {
            _ = try Pattern(text)
            Issue.record("\(text) was accepted")
        } catch {
            #expect(error.description.hasPrefix("not a pattern: "))
            #expect(error.description.count > 20)
        }
    }

    @Test func `patterns have limits`() {
        #expect(throws: PatternError.self) {
            try Pattern(String(repeating: "a", count: Pattern.textBytesMax + 1))
        }
        #expect(throws: PatternError.self) { try Pattern("((a{100}){100}){100}") }
    }

    /// With a backtracking engine this takes longer than the universe has been there.
    @Test(.timeLimit(.minutes(1)))
    func `no pattern takes for ever`() throws {
        let text = String(repeating: "a", count: 100_000) + "b"
        #expect(try !Pattern("(a+)+").matches(text))
        #expect(try !Pattern("(a|aa)+c").matches(text))
    }
}
