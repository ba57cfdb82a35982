import Glibc
import LeadlineAPI
import Testing

@Suite struct ByteWriterTests {
    @Test(arguments: [0, 1, 2_047, 2_048, 2_049, 5_000, 100_000])
    func bytesAreThoseThatWereWritten(_ count: Int) {
        let expected = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        var single = ByteWriter(capacity: 10)
        for byte in expected { single.append(byte) }
        let (bytes, written) = (single.bytes, single.count)
        #expect(bytes == expected && written == count)
        var whole = ByteWriter(capacity: 0)
        expected.withUnsafeBytes { whole.append($0) }
        whole.append(single)
        let twice = whole.bytes
        #expect(twice == expected + expected)
    }

    /// Memory that one writer had is another one's next, never two at a time.
    @Test func writersThatLiveTogetherDontShareMemory() {
        for _ in 0..<3 {
            var first = ByteWriter(capacity: 100)
            first.append(littleEndian: 1)
            do {
                var second = ByteWriter(capacity: 100)
                second.append(littleEndian: 2)
                var third = ByteWriter(capacity: 100)
                third.append(littleEndian: 3)
                let bytes = [second.bytes[0], third.bytes[0]]
                #expect(bytes == [2, 3])
            }
            var fourth = ByteWriter(capacity: 100)
            fourth.append(littleEndian: 4)
            let bytes = [first.bytes[0], fourth.bytes[0]]
            #expect(bytes == [1, 4])
        }
    }

    /// A writer may be let go of on another thread than it was made on, and a thread may end.
    @Test func writersMoveBetweenThreads() async {
        let counts = await withTaskGroup(of: Int.self) { group in
            for index in 0..<32 {
                group.addTask {
                    var writer = ByteWriter(capacity: 16)
                    for _ in 0..<index { writer.append(1) }
                    await Task.yield()
                    for _ in 0..<2_000 { writer.append(2) }
                    return writer.bytes.count - 2_000 - index
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(counts == [Int](repeating: 0, count: 32))
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { _ in
                var writer = ByteWriter(capacity: 16)
                writer.append(1)
                return nil
            }, nil)
        #expect(pthread_join(thread, nil) == 0)
    }
}
