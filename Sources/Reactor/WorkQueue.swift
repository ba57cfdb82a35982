/// What a loop runs: a Swift job, or a closure.
enum Work {
    case job(UnownedJob)
    case body(() -> Void)
}

/// A first-in-first-out ring that keeps its memory, so that steady traffic allocates nothing.
struct WorkQueue: ~Copyable {
    private var base: UnsafeMutablePointer<Work>
    private var mask: Int
    private var head = 0
    private(set) var count = 0

    init() {
        mask = 1_023
        base = .allocate(capacity: mask + 1)
    }

    deinit {
        for offset in 0..<count {
            (base + ((head + offset) & mask)).deinitialize(count: 1)
        }
        base.deallocate()
    }

    mutating func append(_ work: consuming Work) {
        if count > mask { grow() }
        (base + ((head + count) & mask)).initialize(to: work)
        count += 1
    }

    mutating func popFirst() -> Work? {
        guard count > 0 else { return nil }
        let work = (base + head).move()
        head = (head + 1) & mask
        count -= 1
        return work
    }

    private mutating func grow() {
        let capacity = mask + 1
        let larger = UnsafeMutablePointer<Work>.allocate(capacity: capacity * 2)
        for offset in 0..<count {
            (larger + offset).moveInitialize(from: base + ((head + offset) & mask), count: 1)
        }
        base.deallocate()
        base = larger
        mask = capacity * 2 - 1
        head = 0
    }
}
