@testable import CaptureService
import LeadlineAPI
import Testing

@Suite struct CanonicalContentTests {
    private func content(
        _ request: WireSubmitRequest, channel: String = "web"
    ) -> CanonicalContent {
        CanonicalContent(Submission(request), channel: channel)
    }

    private func bytes(_ adjust: (inout WireSubmitRequest) -> Void = { _ in }) -> [UInt8] {
        content(CaptureBench.lead("key", adjust)).bytes
    }

    @Test func `map order isn't content`() {
        var generator = SystemRandomNumberGenerator()
        let names = (0..<50).map { "field\($0)" }
        var contents: Set<[UInt8]> = []
        for _ in 0..<20 {
            var request = WireSubmitRequest()
            for name in names.shuffled(using: &generator) { request.fields[name] = name }
            contents.insert(content(request).bytes)
        }
        #expect(contents.count == 1)
    }

    @Test func `neither are defaults spelled out, the key, or patience`() {
        let plain = bytes()
        #expect(bytes { $0.idempotencyKey = "other" } == plain)
        #expect(bytes { $0.maxProcessing.seconds = 3 } == plain)
        #expect(bytes { $0.kind = .web } == plain)
        #expect(bytes { $0.subIds = WireSubIds() } == plain)
        #expect(bytes { $0.consent = WireConsent() } == plain)
        // The channel that the key implies, said or not.
        #expect(bytes { $0.channelID = "web" } == plain)
    }

    @Test func `everything else is`() {
        let changes: [(inout WireSubmitRequest) -> Void] = [
            { _ in }, { $0.fields["phone"] = "1" }, { $0.fields["new"] = "" },
            { $0.fields["email"] = nil }, { $0.kind = .call }, { $0.test = true },
            { $0.subIds.sub1 = "a" }, { $0.consent.text = "a" }, { $0.source.medium = "web" },
            { $0.minPayout.currency = "USD" }, { $0.capturedAt.seconds = 1 },
            { $0.priorSales.alreadySold = 1 },
        ]
        #expect(Set(changes.map { bytes($0) }).count == changes.count)
        let request = CaptureBench.lead()
        #expect(content(request, channel: "a") != content(request, channel: "b"))
    }

    @Test func `a value can't run into the next`() {
        var first = WireSubmitRequest()
        first.fields = ["a": "bc", "d": "e"]
        var second = WireSubmitRequest()
        second.fields = ["a": "b", "cd": "e"]
        #expect(content(first) != content(second))
    }

    /// Digests of these bytes are stored: if this fails, retries across an upgrade break.
    @Test func `the form never changes`() {
        var request = WireSubmitRequest()
        request.fields = ["a": "1"]
        let expected: [UInt8] =
            [17, 0, 0, 0, 0, 0, 0, 0] + Array("leadline/submit/1".utf8)
            + [1, 0, 0, 0, 0, 0, 0, 0] + Array("w".utf8)
            + [1, 0, 0, 0, 0, 0, 0, 0] + [0, 0, 0, 0, 0, 0, 0, 0]
            + [1, 0, 0, 0, 0, 0, 0, 0] + [1, 0, 0, 0, 0, 0, 0, 0] + Array("a".utf8)
            + [1, 0, 0, 0, 0, 0, 0, 0] + Array("1".utf8)
            + [UInt8](repeating: 0, count: 6 * 8)
        #expect(content(request, channel: "w").bytes == expected)
    }
}
