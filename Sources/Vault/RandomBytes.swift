import COpenSSL
import Glibc

/// Random bytes from the kernel (`getrandom(2)`), fetched a page at a time for each thread, so
/// that an id or a nonce costs nanoseconds rather than a system call.
///
/// Bytes are overwritten in the buffer as they are handed out, so that none is used twice or
/// found later. A process that forks without `exec` would share what is buffered; we never do.
public enum RandomBytes {
    /// Fills `target`.
    public static func fill(_ target: UnsafeMutableRawBufferPointer) {
        ThreadCrypto.current.random.take(into: target)
    }

    /// `count` random bytes.
    public static func bytes(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            fill(UnsafeMutableRawBufferPointer(buffer))
            initialized = count
        }
    }

    /// 64 random bits, for instance for a UUIDv7 (RFC 9562 section 5.7).
    @inline(__always)
    public static func uint64() -> UInt64 { ThreadCrypto.current.random.takeUInt64() }
}

/// The kernel's random bytes as a generator for the standard library's `random(in:using:)`.
public struct SecureRandom: RandomNumberGenerator, Sendable {
    /// A generator; it holds no state of its own.
    public init() {}

    /// 64 random bits.
    public mutating func next() -> UInt64 { RandomBytes.uint64() }
}

/// One thread's stock of random bytes.
struct RandomBuffer: ~Copyable {
    private static let capacity = 4096
    private let memory: UnsafeMutableRawPointer
    private var position = RandomBuffer.capacity

    init() {
        memory = UnsafeMutableRawPointer.allocate(
            byteCount: RandomBuffer.capacity, alignment: 16)
    }

    deinit { memory.deallocate() }

    mutating func wipe() {
        OPENSSL_cleanse(memory, RandomBuffer.capacity)
        position = RandomBuffer.capacity
    }

    mutating func takeUInt64() -> UInt64 {
        if position > RandomBuffer.capacity - 8 { refill() }
        let value = memory.loadUnaligned(fromByteOffset: position, as: UInt64.self)
        memory.storeBytes(of: 0, toByteOffset: position, as: UInt64.self)
        position += 8
        return value
    }

    mutating func take(into target: UnsafeMutableRawBufferPointer) {
        guard let start = target.baseAddress else { return }
        var done = 0
        while done < target.count {
            if position == RandomBuffer.capacity { refill() }
            let count = min(target.count - done, RandomBuffer.capacity - position)
            (start + done).copyMemory(from: memory + position, byteCount: count)
            memset(memory + position, 0, count)
            position += count
            done += count
        }
    }

    private mutating func refill() {
        var filled = 0
        while filled < RandomBuffer.capacity {
            let count = getrandom(memory + filled, RandomBuffer.capacity - filled, 0)
            if count < 0 {
                precondition(errno == EINTR, "the kernel gives no random bytes")
                continue
            }
            filled += count
        }
        position = 0
    }
}
