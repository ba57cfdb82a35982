/// A timer that was scheduled; touched only on its loop.
///
///     waiting ──due──► fired        waiting ──cancel()──► cancelled
public final class TimerHandle {
    unowned(unsafe) let queue: TimerQueue
    let due: MonotonicTime
    let sequence: UInt64
    var position: Int
    var body: (() -> Void)?

    init(queue: TimerQueue, due: MonotonicTime, sequence: UInt64, body: @escaping () -> Void) {
        self.queue = queue
        self.due = due
        self.sequence = sequence
        self.position = -1
        self.body = body
    }

    /// Still to come.
    public var isWaiting: Bool { body != nil }

    /// Forgets the body at once; false if it had run or was cancelled before. The loop that the
    /// timer was scheduled on must still exist.
    @discardableResult
    public func cancel() -> Bool {
        guard body != nil else { return false }
        body = nil
        queue.remove(self)
        return true
    }

    /// Earlier first; of equals the one that was scheduled first.
    @inline(__always)
    func isBefore(_ other: TimerHandle) -> Bool {
        due == other.due ? sequence < other.sequence : due < other.due
    }
}

/// A binary heap in which each timer knows its place, so that cancelling really removes: most
/// timers are deadlines of calls that end long before, and would pile up otherwise.
final class TimerQueue {
    private var heap: ContiguousArray<TimerHandle> = []
    private var nextSequence: UInt64 = 0

    var count: Int { heap.count }
    var earliest: MonotonicTime? { heap.first?.due }

    func schedule(at due: MonotonicTime, _ body: @escaping () -> Void) -> TimerHandle {
        let timer = TimerHandle(queue: self, due: due, sequence: nextSequence, body: body)
        nextSequence += 1
        heap.append(timer)
        timer.position = heap.count - 1
        siftUp(from: heap.count - 1)
        return timer
    }

    /// The body of the first timer that is due, and scheduled before `limit`; nil if none is.
    func popDue(_ now: MonotonicTime, scheduledBefore limit: UInt64) -> (() -> Void)? {
        guard let first = heap.first, first.due <= now, first.sequence < limit else { return nil }
        let body = first.body
        first.body = nil
        remove(first)
        return body
    }

    /// A bound for `popDue`: what a timer schedules for "now" waits for the next turn.
    var sequenceLimit: UInt64 { nextSequence }

    func remove(_ timer: TimerHandle) {
        let hole = timer.position
        assert(hole >= 0 && heap[hole] === timer)
        timer.position = -1
        let last = heap.removeLast()
        guard last !== timer else { return }
        heap[hole] = last
        last.position = hole
        siftUp(from: hole)
        siftDown(from: last.position)
    }

    /// Bodies may hold whoever holds the loop.
    func removeAll() {
        for timer in heap { timer.body = nil }
        heap = []
    }

    private func siftUp(from start: Int) {
        var child = start
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].isBefore(heap[parent]) else { break }
            exchange(child, parent)
            child = parent
        }
    }

    private func siftDown(from start: Int) {
        var parent = start
        while true {
            var least = parent * 2 + 1
            guard least < heap.count else { break }
            if least + 1 < heap.count, heap[least + 1].isBefore(heap[least]) { least += 1 }
            guard heap[least].isBefore(heap[parent]) else { break }
            exchange(least, parent)
            parent = least
        }
    }

    private func exchange(_ left: Int, _ right: Int) {
        heap.swapAt(left, right)
        heap[left].position = left
        heap[right].position = right
    }
}
