import CNghttp2
import Glibc

/// The memory of all sessions of a loop. Small blocks that the library gives back are kept, by
/// size: the next stream asks for just the same ones.
///
/// A block begins with a head of 16 bytes, so that its size is known when it comes back. Touched
/// only on its loop, or where the loop has stopped.
final class SessionMemory {
    private static let headBytes = 16
    /// Small blocks, heads included, have a multiple of this.
    private static let stepBytes = 64
    private static let sizes = 8
    /// Of each size, at most so many are kept: enough for what a thousand streams need.
    private static let keptMax = 4_096

    private struct Head {
        /// How many steps it has; 0: larger than any that is kept.
        var steps: Int
        var next: UnsafeMutablePointer<Head>?
    }

    private struct Kept {
        var first: UnsafeMutablePointer<Head>?
        var count = 0
    }

    private let kept: UnsafeMutablePointer<Kept>

    init() {
        kept = .allocate(capacity: Self.sizes + 1)
        kept.initialize(repeating: Kept(), count: Self.sizes + 1)
    }

    deinit {
        for steps in 0...Self.sizes {
            while let head = kept[steps].first {
                kept[steps].first = head.pointee.next
                Glibc.free(head)
            }
        }
        kept.deallocate()
    }

    /// How the library asks for memory and gives it back. This must outlive its sessions.
    var functions: nghttp2_mem {
        nghttp2_mem(
            mem_user_data: Unmanaged.passUnretained(self).toOpaque(),
            malloc: { count, owner in SessionMemory.with(owner) { $0.take(count) } },
            free: { block, owner in SessionMemory.with(owner) { $0.giveBack(block) } },
            calloc: { number, size, owner in
                let (count, isTooMuch) = number.multipliedReportingOverflow(by: size)
                guard !isTooMuch, let block = SessionMemory.with(owner, { $0.take(count) })
                else { return nil }
                memset(block, 0, count)
                return block
            },
            realloc: { block, count, owner in
                SessionMemory.with(owner) { $0.resize(block, count) }
            })
    }

    /// The memory that was given to the library, which outlives the call: nobody counts that.
    @inline(__always)
    private static func with<Result>(
        _ owner: UnsafeMutableRawPointer?, _ body: (SessionMemory) -> Result
    ) -> Result {
        Unmanaged<SessionMemory>.fromOpaque(owner!)._withUnsafeGuaranteedRef(body)
    }

    private func take(_ count: Int) -> UnsafeMutableRawPointer? {
        let steps = (count + Self.headBytes + Self.stepBytes - 1) / Self.stepBytes
        guard steps <= Self.sizes else { return fresh(count + Self.headBytes, steps: 0) }
        guard let head = kept[steps].first else {
            return fresh(steps * Self.stepBytes, steps: steps)
        }
        kept[steps].first = head.pointee.next
        kept[steps].count -= 1
        return UnsafeMutableRawPointer(head) + Self.headBytes
    }

    private func fresh(_ byteCount: Int, steps: Int) -> UnsafeMutableRawPointer? {
        guard let block = Glibc.malloc(byteCount) else { return nil }
        block.initializeMemory(as: Head.self, to: Head(steps: steps))
        return block + Self.headBytes
    }

    private static func head(_ block: UnsafeMutableRawPointer) -> UnsafeMutablePointer<Head> {
        (block - headBytes).assumingMemoryBound(to: Head.self)
    }

    private func giveBack(_ block: UnsafeMutableRawPointer?) {
        guard let block else { return }
        let head = Self.head(block)
        let steps = head.pointee.steps
        guard steps > 0, kept[steps].count < Self.keptMax else { return Glibc.free(head) }
        head.pointee.next = kept[steps].first
        kept[steps].first = head
        kept[steps].count += 1
    }

    private func resize(
        _ block: UnsafeMutableRawPointer?, _ count: Int
    ) -> UnsafeMutableRawPointer? {
        guard let block else { return take(count) }
        let head = Self.head(block)
        let steps = head.pointee.steps
        guard steps > 0 else {
            return Glibc.realloc(head, count + Self.headBytes).map { $0 + Self.headBytes }
        }
        let room = steps * Self.stepBytes - Self.headBytes
        guard count > room else { return block }
        guard let larger = take(count) else { return nil }
        larger.copyMemory(from: block, byteCount: room)
        giveBack(block)
        return larger
    }
}
