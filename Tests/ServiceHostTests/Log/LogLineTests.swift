@testable import ServiceHost
import Testing

@Suite struct LogLineTests {
    private var line: LogLine {
        LogLine(
            microseconds: 1_772_362_800_123_456, level: "info", service: "capture",
            message: "listening", pairs: [("port", "7101"), ("note", "two words")])
    }

    @Test func `for people`() {
        #expect(
            line.rendered(.text)
                == "2026-03-01T11:00:00.123Z info capture listening port=7101 "
                + "note=\"two words\"\n")
    }

    @Test func `for machines`() {
        var line = line
        line.message = "a \"quote\"\n\u{1}"
        #expect(
            line.rendered(.json)
                == #"{"time":"2026-03-01T11:00:00.123Z","level":"info","service":"capture","#
                + #""message":"a \"quote\"\n\u0001","port":"7101","note":"two words"}"# + "\n")
    }

    @Test func `a line is a line, whatever it is about`() {
        var line = line
        line.message = "first\nsecond"
        line.pairs = [("long", String(repeating: "x", count: 10_000))]
        let text = line.rendered(.text)
        #expect(text.filter { $0 == "\n" }.count == 1)
        #expect(text.count < 3_000)
    }

    @Test func `times before 1970 are times`() {
        #expect(WallClock.text(microseconds: -1_000) == "1969-12-31T23:59:59.999Z")
    }
}
