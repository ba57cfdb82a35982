/// The open streams of a session: what keeps them alive. The library finds them by pointer.
struct StreamTable {
    private var slots: ContiguousArray<HTTP2Stream?> = []
    private var free: ContiguousArray<Int> = []
    private(set) var count = 0

    mutating func insert(_ stream: HTTP2Stream) {
        count += 1
        if let slot = free.popLast() {
            slots[slot] = stream
            stream.slot = slot
        } else {
            stream.slot = slots.count
            slots.append(stream)
        }
    }

    mutating func remove(_ stream: HTTP2Stream) {
        guard stream.slot >= 0 else { return }
        count -= 1
        slots[stream.slot] = nil
        free.append(stream.slot)
        stream.slot = -1
    }

    mutating func removeAll() -> [HTTP2Stream] {
        let all = slots.compactMap { $0 }
        for stream in all { stream.slot = -1 }
        self = StreamTable()
        return all
    }

    /// Looks through all: for what the library no longer knows.
    func first(withID id: Int32) -> HTTP2Stream? {
        slots.lazy.compactMap { $0 }.first { $0.id == id }
    }
}
