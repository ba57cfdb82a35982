import Testing

@testable import Postgres

@Suite struct BatchQueueTests {
    @Test func drainsWhatIsThereUpToTheLimit() {
        var queue = BatchQueue<Int>(batchMax: 3, queuedMax: 100)
        for item in 0..<7 { #expect(queue.append(item, key: 0) == true) }
        #expect(queue.next()?.entries == [0, 1, 2])
        #expect(queue.next()?.entries == [3, 4, 5])
        #expect(queue.next()?.entries == [6])
        #expect(queue.next() == nil)
        #expect(queue.isEmpty)
    }

    @Test func keysNeverShareABatchAndTakeTurns() {
        var queue = BatchQueue<String>(batchMax: 2, queuedMax: 100)
        for item in ["a1", "a2", "a3", "b1", "a4"] {
            #expect(queue.append(item, key: item.hasPrefix("a") ? 1 : 2) == true)
        }
        #expect(queue.next()?.entries == ["a1", "a2"])
        #expect(queue.next()?.entries == ["b1"])
        #expect(queue.next()?.entries == ["a3", "a4"])
        #expect(queue.next() == nil)
    }

    @Test func refusesWhenFullButTakesBackWhatItHadAdmitted() {
        var queue = BatchQueue<Int>(batchMax: 2, queuedMax: 2)
        #expect(queue.append(1, key: 0) && queue.append(2, key: 0))
        #expect(queue.append(3, key: 1) == false)
        let batch = queue.next()
        #expect(queue.append(4, key: 0) && queue.append(5, key: 0))
        queue.requeue(batch?.entries ?? [], key: 0)
        #expect(queue.count == 4)
        #expect(queue.next()?.entries == [4, 5])
        #expect(queue.next()?.entries == [1, 2])
    }

    @Test func manyKeysLeaveNothingBehind() {
        var queue = BatchQueue<UInt64>(batchMax: 8, queuedMax: 10_000)
        for key in 0..<1_000 as Range<UInt64> {
            #expect(queue.append(key, key: key) == true)
        }
        #expect(queue.removeAll() == Array(0..<1_000))
        #expect(queue.isEmpty && queue.next() == nil)
    }
}
