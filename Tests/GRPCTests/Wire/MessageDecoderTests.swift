import Testing

@testable import GRPC

@Suite struct MessageDecoderTests {
    private func framed(_ payload: [UInt8], flag: UInt8 = 0) -> [UInt8] {
        let count = UInt32(payload.count)
        let length = (0..<4).map { UInt8(truncatingIfNeeded: count >> (24 - 8 * UInt32($0))) }
        return [flag] + length + payload
    }

    private func decoder(bytesMax: Int = 1_000) -> MessageDecoder {
        MessageDecoder(bytesMax: bytesMax, sender: .client)
    }

    private func drain(_ decoder: inout MessageDecoder) throws -> [[UInt8]] {
        var messages: [[UInt8]] = []
        while try decoder.next({ messages.append(Array($0)) }) {}
        return messages
    }

    @Test("messages come out whole wherever the chunks are cut", arguments: 1...24)
    func chunks(size: Int) throws {
        let payloads: [[UInt8]] = [[1, 2, 3], [], Array(repeating: 7, count: 40), [9]]
        let bytes = payloads.flatMap { framed($0) }
        var decoder = decoder()
        var received: [[UInt8]] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            Array(bytes[start..<min(start + size, bytes.count)]).withUnsafeBytes {
                decoder.append($0)
            }
            received += try drain(&decoder)
        }
        #expect(received == payloads)
        #expect(decoder.unreadCount == 0)
    }

    @Test func cutOffMessageStaysUnread() throws {
        var decoder = decoder()
        Array(framed([1, 2, 3]).dropLast()).withUnsafeBytes { decoder.append($0) }
        #expect(try drain(&decoder).isEmpty)
        #expect(decoder.unreadCount == 7)
        #expect(try !decoder.hasMessage())
    }

    @Test func wholeMessageIsReadInPlace() throws {
        let decoder = decoder()
        try framed([4, 5]).withUnsafeBytes { bytes in
            let payload = try #require(try decoder.whole(bytes))
            #expect(Array(payload) == [4, 5])
        }
        for bytes in [framed([4, 5]) + [0], Array(framed([4, 5]).dropLast())] {
            let isWhole = try bytes.withUnsafeBytes { try decoder.whole($0) != nil }
            #expect(!isWhole)
        }
    }

    @Test func lengthIsRefusedAtThePrefix() throws {
        var decoder = decoder(bytesMax: 10)
        let prefix: [UInt8] = [0, 0, 0, 0, 11]
        prefix.withUnsafeBytes { decoder.append($0) }
        let error = #expect(throws: RPCError.self) { try decoder.hasMessage() }
        #expect(error?.code == .resourceExhausted)
        #expect(error?.message == "The client's message has 11 bytes; 10 are accepted.")
    }

    @Test func longestAllowedMessagePasses() throws {
        var decoder = decoder(bytesMax: 10)
        let payload = [UInt8](repeating: 1, count: 10)
        framed(payload).withUnsafeBytes { decoder.append($0) }
        #expect(try drain(&decoder) == [payload])
    }

    @Test(arguments: [1, 2, 255] as [UInt8])
    func flags(flag: UInt8) {
        var decoder = decoder()
        framed([1], flag: flag).withUnsafeBytes { decoder.append($0) }
        let error = #expect(throws: RPCError.self) { try decoder.hasMessage() }
        #expect(error?.code == .internal)
    }

    @Test func hugeLengthDoesNotOverflow() {
        let decoder = decoder()
        let prefix: [UInt8] = [0, 255, 255, 255, 255]
        let error = #expect(throws: RPCError.self) {
            try prefix.withUnsafeBytes { _ = try decoder.whole($0) }
        }
        #expect(error?.code == .resourceExhausted)
    }

    @Test("random messages in random chunks")
    func random() throws {
        let seed = UInt64.random(in: .min ... .max)
        var generator = SplitMix64(state: seed)
        for _ in 0..<200 {
            let payloads = (0..<Int.random(in: 0...9, using: &generator)).map { _ in
                [UInt8](
                    repeating: .random(in: 0...255, using: &generator),
                    count: .random(in: 0...300, using: &generator))
            }
            let bytes = payloads.flatMap { framed($0) }
            var decoder = decoder()
            var received: [[UInt8]] = []
            var start = 0
            while start < bytes.count {
                let end = min(bytes.count, start + .random(in: 1...200, using: &generator))
                Array(bytes[start..<end]).withUnsafeBytes { decoder.append($0) }
                if Bool.random(using: &generator) { received += try drain(&decoder) }
                start = end
            }
            received += try drain(&decoder)
            #expect(received == payloads, "seed \(seed)")
        }
    }
}

/// A generator whose whole state is its printed seed.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
