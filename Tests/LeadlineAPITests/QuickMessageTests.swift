import SwiftProtobuf
import Testing

@testable import GRPC
@testable import LeadlineAPI

/// Quick messages read what the generic decoder reads, whatever the bytes.
@Suite struct QuickMessageTests {
    @Test func leadsOfAllShapesAgree() throws {
        for count in [0, 1, 2, 9, 200] {
            var lead = WireSubmitRequest()
            lead.idempotencyKey = "order 17"
            for index in 0..<count {
                lead.fields["field_\(index)"] = String(repeating: "ü€😀x", count: index % 5)
            }
            lead.kind = .web
            lead.subIds.sub1 = "a"
            lead.capturedAt.seconds = 1_767_225_600
            lead.test = true
            expectAgreement(try lead.serializedBytes())
        }
    }

    @Test(
        "entries as no ordinary writer makes them",
        arguments: [
            [0x1A, 0], [0x1A, 3, 0x0A, 1, 0x61], [0x1A, 3, 0x12, 1, 0x62],  // no key, no value
            [0x1A, 6, 0x12, 1, 0x62, 0x0A, 1, 0x61],  // value first
            [0x1A, 6, 0x0A, 1, 0x61, 0x12, 1, 0x62, 0x1A, 6, 0x0A, 1, 0x61, 0x12, 1, 0x63],
            [0x1A, 9, 0x0A, 1, 0x61, 0x12, 1, 0x62, 0x1A, 1, 0x63],  // a third field
            [0x1A, 6, 0x0A, 1, 0xFF, 0x12, 1, 0x62],  // not UTF-8
            [0x1A, 6, 0x0A, 9, 0x61, 0x12, 1, 0x62], [0x1A, 0x7F, 0x0A, 1, 0x61],  // too long
            [0x18, 7], [0x1B, 0x1C], [0x98, 0x06, 1], [0x9B, 0x06, 0x9C, 0x06],  // other types
            [0x2A, 2, 0x0A, 0, 0x2A, 3, 0x12, 1, 0x61],  // a message in two parts, to be merged
            [0x20, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1], [0x20, 9],  // enums
            [0x1A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1], [0x00], [0xFF],
            [0x8A, 0x80, 0x80, 0x80, 0x80, 0, 1, 0x61],  // a tag longer than tags are
        ] as [[UInt8]])
    func oddBytesAgree(_ bytes: [UInt8]) {
        expectAgreement(bytes)
        expectAgreement([0x50, 1] + bytes + [0x12, 1, 0x6B])
    }

    @Test func cutAndChangedLeadsAgree() throws {
        var lead = WireSubmitRequest()
        lead.fields = ["phone": "+14155550123", "name": "Zoë", "zip": ""]
        lead.source.medium = "organic"
        lead.subIds.sub2 = "x"
        lead.consent.namedParties = ["a", "b"]
        lead.capturedAt.nanos = 5
        let bytes: [UInt8] = try lead.serializedBytes()
        let seed = UInt64.random(in: .min ... .max)
        var random = SplitMix(state: seed)
        for count in bytes.indices { expectAgreement(Array(bytes[..<count]), seed) }
        for _ in 0..<2_000 {
            var changed = bytes
            for _ in 0...Int.random(in: 0..<3, using: &random) {
                let index = Int.random(in: changed.indices, using: &random)
                changed[index] = UInt8.random(in: .min ... .max, using: &random)
            }
            expectAgreement(changed, seed)
        }
    }

    @Test func journalsAgree() throws {
        var received = WireEvent()
        received.received.sellerID = "acme"
        received.received.kind = .call
        received.received.test = true
        received.received.subIds.sub1 = "a"
        received.received.flaggedFields = ["zip", ""]
        received.at.seconds = 1_767_225_600
        var stored = WireEvent()
        stored.finished.outcome = .stored
        var rejected = stored
        rejected.finished.reasons = [WireReason()]
        var sold = WireEvent()
        sold.confirmed.saleID = "s"
        for events in [[], [received], [received, stored], [received, rejected], [stored, sold]] {
            var entry = WireJournalEntry()
            entry.events = events
            let bytes: [UInt8] = try entry.serializedBytes()
            for count in 0...bytes.count { expectAgreement(Array(bytes[..<count]), .quick) }
        }
        // Two kinds in one event: the last one holds.
        expectAgreement([0x0A, 6, 0x0A, 0, 0x52, 2, 0x08, 7], .quick)
        expectAgreement([0x0A, 6, 0x52, 2, 0x08, 7, 0x0A, 0], .quick)
        expectAgreement([0x0A, 4, 0x52, 2, 0x08, 99], .quick)
    }

    private func expectAgreement(_ bytes: [UInt8], _ codec: MessageCodec<WireJournalEntry>) {
        expectAgreement(bytes, codec, 0)
    }

    private func expectAgreement(_ bytes: [UInt8], _ seed: UInt64 = 0) {
        expectAgreement(bytes, CaptureMethods.submit.request, seed)
        expectAgreement(bytes, CaptureMethods.ping.request, seed)
        expectAgreement(bytes, CaptureMethods.post.request, seed)
        guard bytes.count < 0x80 else { return }
        let row = [0x0A, 1, 0x69, 0x10, 7, 0x1A, UInt8(bytes.count)] + bytes + [0x20, 1]
        expectAgreement(row, CaptureMethods.importLeads.request, seed)
    }

    private func expectAgreement<Value: Message & Equatable>(
        _ bytes: [UInt8], _ codec: MessageCodec<Value>, _ seed: UInt64
    ) {
        let generic = try? Value(serializedBytes: bytes)
        let quick = bytes.withUnsafeBytes { try? codec.decode($0) }
        #expect(quick == generic, "\(Value.self) \(bytes), seed \(seed)")
    }
}

/// A generator that a seed repeats (SplitMix64).
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
