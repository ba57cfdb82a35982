/// What waits to be stored, and which of it goes into the next batch. No I/O.
///
/// Entries of one key go together, oldest first; keys take turns. An entry that isn't stored
/// because a lock wasn't free comes back and waits behind the others of its key.
struct BatchQueue<Entry> {
    let batchMax: Int
    let queuedMax: Int
    private(set) var count = 0
    private var queues: [UInt64: Fifo<Entry>] = [:]
    /// Keys that have entries, in the order of their turns.
    private var turns = Fifo<UInt64>()

    init(batchMax: Int, queuedMax: Int) {
        precondition(batchMax > 0 && queuedMax > 0, "a queue without room")
        self.batchMax = batchMax
        self.queuedMax = queuedMax
    }

    var isEmpty: Bool { count == 0 }

    /// - Returns: false when the queue is full
    mutating func append(_ entry: Entry, key: UInt64) -> Bool {
        guard count < queuedMax else { return false }
        add(entry, key: key)
        return true
    }

    /// Takes back what was in a batch. It was admitted once and isn't refused now.
    mutating func requeue(_ entries: [Entry], key: UInt64) {
        for entry in entries { add(entry, key: key) }
    }

    /// The next batch, or `nil` when nothing waits.
    mutating func next() -> (key: UInt64, entries: [Entry])? {
        guard let key = turns.popFirst() else { return nil }
        var entries: [Entry] = []
        let batchMax = batchMax
        let isEmpty = withQueue(of: key) { queue in
            entries.reserveCapacity(min(batchMax, queue.count))
            while entries.count < batchMax, let entry = queue.popFirst() { entries.append(entry) }
            return queue.isEmpty
        }
        count -= entries.count
        if !isEmpty {
            turns.append(key)
        } else if queues.count > 64 {
            // A few empty queues are kept for their memory, but not one for every tenant for ever.
            queues[key] = nil
        }
        return (key, entries)
    }

    mutating func removeAll() -> [Entry] {
        var entries: [Entry] = []
        while let batch = next() { entries += batch.entries }
        return entries
    }

    private mutating func add(_ entry: Entry, key: UInt64) {
        let wasEmpty = withQueue(of: key) { queue in
            queue.append(entry)
            return queue.count == 1
        }
        if wasEmpty { turns.append(key) }
        count += 1
    }

    private mutating func withQueue<R>(of key: UInt64, _ body: (inout Fifo<Entry>) -> R) -> R {
        body(&queues[key, default: Fifo()])
    }
}
