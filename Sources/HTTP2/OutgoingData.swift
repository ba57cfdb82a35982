/// Bytes of one stream that wait to be put into DATA frames. Keeps the senders' arrays: nothing is
/// copied before the frame is packed, and a single message needs no queue.
struct OutgoingData {
    private var first: [UInt8] = []
    private var offset = 0
    private var rest: ContiguousArray<[UInt8]> = []
    private var restStart = 0
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    mutating func append(_ bytes: [UInt8]) {
        guard !bytes.isEmpty else { return }
        if count == 0 {
            first = bytes
            offset = 0
        } else {
            rest.append(bytes)
        }
        count += bytes.count
    }

    /// Moves at most `capacity` bytes to `target`, across the senders' boundaries.
    mutating func read(into target: UnsafeMutablePointer<UInt8>, capacity: Int) -> Int {
        var written = 0
        while written < capacity, count > 0 {
            let amount = min(first.count - offset, capacity - written)
            first.withUnsafeBufferPointer { source in
                (target + written).update(from: source.baseAddress! + offset, count: amount)
            }
            written += amount
            offset += amount
            count -= amount
            if offset == first.count { advance() }
        }
        return written
    }

    private mutating func advance() {
        offset = 0
        guard restStart < rest.count else {
            first = []
            return
        }
        first = rest[restStart]
        rest[restStart] = []
        restStart += 1
        if restStart == rest.count {
            rest.removeAll(keepingCapacity: true)
            restStart = 0
        }
    }

    mutating func removeAll() {
        self = OutgoingData()
    }
}
