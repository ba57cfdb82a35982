import Testing

@testable import GRPC

@Suite struct GzipTests {
    /// A message's own bytes after the way there and back.
    private func roundTrip(_ message: [UInt8], bytesMax: Int = 1 << 20) throws -> [UInt8]? {
        guard let framed = Gzip.compressed(framed: message.framed()) else { return nil }
        #expect(framed[0] == 1)
        let count = framed[1..<5].reduce(0) { $0 << 8 | Int($1) }
        #expect(count == framed.count - 5)
        return try decompressed(Array(framed[5...]), bytesMax: bytesMax)
    }

    private func decompressed(_ bytes: [UInt8], bytesMax: Int = 1 << 20) throws -> [UInt8] {
        try bytes.withUnsafeBytes {
            try Gzip.decompressed($0, bytesMax: bytesMax, sender: .client)
        }
    }

    @Test(arguments: [64, 100, 255, 256, 257, 4_096, 100_000, 1 << 20])
    func thereAndBack(count: Int) throws {
        let message = (0..<count).map { UInt8($0 / 7 % 11) }
        #expect(try roundTrip(message) == message)
    }

    @Test func whatWouldNotGetShorterStaysAsItIs() {
        var random = SplitMix64(state: 7)
        let noise = (0..<1_000).map { _ in UInt8.random(in: 0...255, using: &random) }
        #expect(Gzip.compressed(framed: noise.framed()) == nil)
        #expect(Gzip.compressed(framed: [UInt8](repeating: 1, count: 63).framed()) == nil)
        #expect(Gzip.compressed(framed: [].framed()) == nil)
    }

    @Test("a bomb is noticed at the limit, one byte over it, and none is refused at it")
    func limit() throws {
        let message = [UInt8](repeating: 0, count: 1_000)
        #expect(try roundTrip(message, bytesMax: 1_000) == message)
        for bytesMax in [0, 1, 255, 256, 999] {
            let error = #expect(throws: RPCError.self) {
                try roundTrip(message, bytesMax: bytesMax)
            }
            #expect(error?.code == .resourceExhausted)
        }
    }

    @Test("bytes that aren't exactly one member, whatever is cut off or changed")
    func damage() throws {
        let message = (0..<500).map { UInt8($0 % 5) }
        let whole = Array(try #require(Gzip.compressed(framed: message.framed()))[5...])
        var bad = (0..<whole.count).map { Array(whole[..<$0]) } + [whole + [0], whole + whole]
        // The checksum and the length at the end, and the format's magic number.
        for index in Array(0..<3) + Array(whole.count - 8..<whole.count) {
            var changed = whole
            changed[index] ^= 0x55
            bad.append(changed)
        }
        for bytes in bad {
            let error = #expect(throws: RPCError.self) { try decompressed(bytes) }
            #expect(error?.code == .internal)
        }
        #expect(try decompressed(whole) == message)
    }

    @Test("random bytes never do more than fail")
    func noise() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SplitMix64(state: seed)
        let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]
        for _ in 0..<500 {
            let bytes = header + (0..<60).map { _ in UInt8.random(in: 0...255, using: &random) }
            #expect(throws: RPCError.self, "seed \(seed)") {
                try decompressed(bytes, bytesMax: 10_000)
            }
        }
    }
}
