import COpenSSL
import Glibc

/// One thread's stock of random bytes, and how many of them are used up.
///
/// The count lives in the allocation, before the bytes: a stored property of a class would be
/// checked for exclusive access at run time, which costs more than taking the bytes.
final class RandomBuffer {
    private static let capacity = 4096
    private let used: UnsafeMutablePointer<Int>
    private let bytes: UnsafeMutableRawPointer

    init() {
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: 16 + RandomBuffer.capacity, alignment: 16)
        used = memory.initializeMemory(as: Int.self, repeating: RandomBuffer.capacity, count: 1)
        bytes = memory + 16
    }

    deinit {
        OPENSSL_cleanse(bytes, RandomBuffer.capacity)
        UnsafeMutableRawPointer(used).deallocate()
    }

    func takeUInt64() -> UInt64 {
        if used.pointee > RandomBuffer.capacity - 8 { refill() }
        let start = used.pointee
        used.pointee = start + 8
        let value = bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self)
        memset(bytes + start, 0, 8)
        return value
    }

    func take(into target: UnsafeMutableRawBufferPointer) {
        guard let start = target.baseAddress else { return }
        var done = 0
        while done < target.count {
            if used.pointee == RandomBuffer.capacity { refill() }
            let from = bytes + used.pointee
            let count = min(target.count - done, RandomBuffer.capacity - used.pointee)
            (start + done).copyMemory(from: from, byteCount: count)
            memset(from, 0, count)
            used.pointee += count
            done += count
        }
    }

    private func refill() {
        let target = bytes.assumingMemoryBound(to: UInt8.self)
        precondition(
            RAND_priv_bytes(target, Int32(RandomBuffer.capacity)) == 1,
            "OpenSSL has no entropy to give random bytes from")
        used.pointee = 0
    }
}
