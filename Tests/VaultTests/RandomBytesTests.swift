import Testing

@testable import Vault

@Suite struct RandomBytesTests {
    @Test func everySizeIsFilledAcrossTheBuffersEnd() {
        for size in [0, 1, 7, 8, 4095, 4096, 4097, 20_000] {
            #expect(RandomBytes.bytes(size).count == size)
        }
        // 16 zero bytes in a row come once in 2^128.
        let many = RandomBytes.bytes(65_536)
        for start in stride(from: 0, to: many.count, by: 16) {
            #expect(many[start..<start + 16].contains { $0 != 0 })
        }
    }

    @Test func numbersDoNotRepeat() {
        var seen: Set<UInt64> = []
        for _ in 0..<20_000 { #expect(seen.insert(RandomBytes.uint64()).inserted) }
        var random = SecureRandom()
        #expect(seen.insert(random.next()).inserted)
    }

    @Test func threadsDoNotShareTheirBytes() async {
        let numbers = await withTaskGroup(of: [UInt64].self) { group in
            for _ in 0..<8 {
                group.addTask { (0..<2000).map { _ in RandomBytes.uint64() } }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        #expect(Set(numbers).count == 16_000)
    }
}
