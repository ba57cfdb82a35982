@testable import CaptureService
import LeadlineAPI
import SwiftProtobuf
import Testing

/// Reading a submission where it lies finds what the generic decoder finds, whatever the bytes.
@Suite struct SubmissionTests {
    /// Both ways agree: on the parts, or on that this isn't a submission.
    private func expectAgreement(
        _ bytes: [UInt8], _ note: String = "", sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let generic = (try? WireSubmitRequest(serializedBytes: bytes)).map(Submission.init)
        let quick = try? Submission(encoded: bytes)
        let comment = Comment(rawValue: "\(bytes) \(note)")
        #expect((quick == nil) == (generic == nil), comment, sourceLocation: sourceLocation)
        guard let quick, let generic else { return }
        #expect(quick.parts == generic.parts, comment, sourceLocation: sourceLocation)
    }

    private func full() -> WireSubmitRequest {
        var lead = CaptureBench.lead("order 17")
        lead.channelID = "web"
        lead.fields["name"] = "Zoë"
        lead.fields["empty"] = ""
        lead.kind = .call
        lead.test = true
        lead.source.medium = "Organic"
        lead.source.pageURL = "https://example.com/quote"
        lead.subIds.sub1 = "a"
        lead.subIds.utmContent = String(repeating: "x", count: 200)
        lead.consent.textHash = "sha256-9f86"
        lead.consent.method = "checkbox"
        lead.consent.givenAt.seconds = 1_767_225_600
        lead.minPayout.micros = 4_000_000
        lead.minPayout.currency = "USD"
        lead.maxProcessing.seconds = 2
        lead.capturedAt.nanos = 5
        lead.priorSales.alreadySold = 1
        lead.priorSales.buyerHashes = [.init([1, 2])]
        return lead
    }

    @Test func wholeAndPartialSubmissionsAgree() throws {
        for lead in [WireSubmitRequest(), CaptureBench.lead(), full()] {
            expectAgreement(try lead.serializedBytes())
        }
        // What is there and says nothing isn't the same as what isn't there.
        var lead = WireSubmitRequest()
        lead.minPayout = WireMoney()
        lead.maxProcessing = .init()
        lead.capturedAt = .init()
        let bytes: [UInt8] = try lead.serializedBytes()
        expectAgreement(bytes)
        #expect(try Submission(encoded: bytes).capturedAt == [])
        #expect(try Submission(encoded: []).capturedAt == nil)
    }

    /// One name in two spellings is one name to a dictionary.
    @Test func namesThatLookAlikeAgree() throws {
        var (first, second) = (WireSubmitRequest(), WireSubmitRequest())
        first.fields = ["\u{E9}": "composed"]
        second.fields = ["e\u{301}": "decomposed"]
        let bytes: ([UInt8], [UInt8]) = (try first.serializedBytes(), try second.serializedBytes())
        expectAgreement(bytes.0 + bytes.1)
        expectAgreement(bytes.1 + bytes.0)
    }

    @Test func whatIsWrittenAsUsualIsReadWithoutTheGenericDecoder() throws {
        let bytes: [UInt8] = try full().serializedBytes()
        let plain = try bytes.withUnsafeBytes { try Submission(plain: $0) }
        #expect(plain.parts == Submission(full()).parts)
    }

    @Test(
        "parts as no ordinary writer makes them",
        arguments: [
            [0x2A, 0], [0x3A, 0], [0x32, 2, 0x0A, 0],  // parts that say nothing
            [0x2A, 6, 0x12, 1, 0x62, 0x0A, 1, 0x61],  // fields the wrong way round
            [0x2A, 6, 0x0A, 1, 0x61, 0x0A, 1, 0x62],  // a field twice
            [0x2A, 4, 0x0A, 0x81, 0x00, 0x61],  // a length with a byte too many
            [0x2A, 4, 0x8A, 0x00, 1, 0x61],  // a tag with a byte too many
            [0x2A, 3, 0x0A, 1, 0xFF],  // not UTF-8
            [0x2A, 4, 0x0A, 2, 0xC3, 0xBC],  // UTF-8, not ASCII
            [0x2A, 3, 0x7A, 1, 0x61], [0x2A, 2, 0x78, 1],  // fields that nobody knows yet
            [0x2A, 3, 0x0A, 9, 0x61], [0x2A, 9, 0x0A, 1, 0x61],  // too long
            [0x2A, 3, 0x0A, 1, 0x61, 0x2A, 3, 0x12, 1, 0x62],  // a part in two, to be merged
            [0x3A, 3, 0x3A, 1, 0x61, 0x3A, 3, 0x42, 1, 0x62],
            [0x5A, 2, 0x08, 0], [0x5A, 3, 0x08, 0x80, 0x00],  // defaults spelled out
            [0x1A, 0], [0x1A, 3, 0x0A, 1, 0x61], [0x1A, 3, 0x12, 1, 0x62],  // half an entry
            [0x1A, 6, 0x0A, 1, 0x61, 0x12, 1, 0x62, 0x1A, 6, 0x0A, 1, 0x61, 0x12, 1, 0x63],
            [0x0A, 1, 0x61, 0x0A, 1, 0x62], [0x98, 0x06, 1], [0x20, 9], [0x28, 1], [0x00], [0xFF],
            [0x8A, 0x80, 0x80, 0x80, 0x80, 0, 1, 0x61],  // a tag longer than tags are
        ] as [[UInt8]])
    func oddPartsAgree(_ bytes: [UInt8]) {
        expectAgreement(bytes)
        expectAgreement([0x50, 1] + bytes + [0x12, 1, 0x6B])
    }

    @Test func cutAndChangedSubmissionsAgree() throws {
        let bytes: [UInt8] = try full().serializedBytes()
        for count in bytes.indices { expectAgreement(Array(bytes[..<count])) }
        let seed = UInt64.random(in: .min ... .max)
        var random = SplitMix(state: seed)
        for _ in 0..<4_000 {
            var changed = bytes
            for _ in 0...Int.random(in: 0..<3, using: &random) {
                let index = Int.random(in: changed.indices, using: &random)
                changed[index] = UInt8.random(in: .min ... .max, using: &random)
            }
            expectAgreement(changed, "seed \(seed)")
        }
    }
}

/// A generator that a seed repeats (SplitMix64).
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// A submission as what can be compared.
private struct Parts: Equatable {
    var numbers: [Int]
    /// As their bytes: texts that look alike are equal, whatever their bytes.
    var texts: [[UInt8]]
    var messages: [[UInt8]?]
}

extension Submission {
    fileprivate var parts: Parts {
        Parts(
            numbers: [kind.rawValue, test ? 1 : 0],
            texts: ([channelID, idempotencyKey] + fields.flatMap { [$0.key, $0.value] }).map {
                Array($0.utf8)
            },
            messages: [
                source, subIDs, consent, priorSales, minPayout, maxProcessing, capturedAt,
            ])
    }
}
