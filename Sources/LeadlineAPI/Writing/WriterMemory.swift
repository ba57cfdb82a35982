import Glibc

/// Blocks that the writers of a thread had, for its next ones: a writer lives for microseconds, and
/// most of what it costs would be asking for its memory.
///
/// Blocks of one size are linked through their first bytes; whoever needs a larger one gets it
/// from `malloc`. A thread's blocks go with the thread.
struct WriterMemory {
    /// Of every block that is kept.
    static let blockBytes = 2_048
    private static let keptMax = 64

    private struct Kept {
        var first: UnsafeMutableRawPointer?
        var count = 0
    }

    /// A block of at least so many bytes.
    @inline(__always)
    static func take(_ byteCount: Int) -> UnsafeMutableRawBufferPointer {
        guard byteCount <= blockBytes else { return fresh(byteCount) }
        let kept = current
        guard let block = kept.pointee.first else { return fresh(blockBytes) }
        kept.pointee.first = block.load(as: UnsafeMutableRawPointer?.self)
        kept.pointee.count -= 1
        return UnsafeMutableRawBufferPointer(start: block, count: blockBytes)
    }

    @inline(__always)
    static func giveBack(_ block: UnsafeMutableRawBufferPointer) {
        guard block.count == blockBytes else { return free(block.baseAddress) }
        let kept = current
        guard kept.pointee.count < keptMax else { return free(block.baseAddress) }
        block.storeBytes(of: kept.pointee.first, as: UnsafeMutableRawPointer?.self)
        kept.pointee.first = block.baseAddress
        kept.pointee.count += 1
    }

    @inline(never)
    private static func fresh(_ byteCount: Int) -> UnsafeMutableRawBufferPointer {
        // Swift's `allocate` calls `posix_memalign`, which takes several times as long.
        guard let block = malloc(byteCount) else { preconditionFailure("no memory to write to") }
        return UnsafeMutableRawBufferPointer(start: block, count: byteCount)
    }

    @inline(__always)
    private static var current: UnsafeMutablePointer<Kept> {
        if let stored = pthread_getspecific(slot) {
            return stored.assumingMemoryBound(to: Kept.self)
        }
        return makeCurrent()
    }

    @inline(never)
    private static func makeCurrent() -> UnsafeMutablePointer<Kept> {
        let made = UnsafeMutablePointer<Kept>.allocate(capacity: 1)
        made.initialize(to: Kept())
        let stored = pthread_setspecific(slot, made)
        precondition(stored == 0, "no memory for this thread's writers")
        return made
    }

    private static let slot: pthread_key_t = {
        var slot = pthread_key_t()
        let made = pthread_key_create(&slot) { stored in
            guard let kept = stored?.assumingMemoryBound(to: Kept.self) else { return }
            while let block = kept.pointee.first {
                kept.pointee.first = block.load(as: UnsafeMutableRawPointer?.self)
                free(block)
            }
            kept.deallocate()
        }
        precondition(made == 0, "no thread-specific slot left for writers")
        return slot
    }()
}
