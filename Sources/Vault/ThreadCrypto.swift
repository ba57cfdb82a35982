import COpenSSL
import Glibc

/// OpenSSL contexts and buffered random bytes of one thread: made on its first use, reused for
/// every operation, and wiped when the thread ends.
///
/// A context belongs to one thread, so nothing here is locked. Event loops are threads, so each
/// loop has its own set.
final class ThreadCrypto {
    let encryption: OpaquePointer
    let decryption: OpaquePointer
    let block: OpaquePointer
    let digest: OpaquePointer
    let random = RandomBuffer()

    private init() {
        encryption = ThreadCrypto.made(EVP_CIPHER_CTX_new())
        decryption = ThreadCrypto.made(EVP_CIPHER_CTX_new())
        block = ThreadCrypto.made(EVP_CIPHER_CTX_new())
        digest = ThreadCrypto.made(EVP_MD_CTX_new())
        let gcm = Algorithms.aes256GCM
        succeeded(EVP_EncryptInit_ex2(encryption, gcm, nil, nil, nil))
        succeeded(EVP_DecryptInit_ex2(decryption, gcm, nil, nil, nil))
        succeeded(EVP_EncryptInit_ex2(block, Algorithms.aes256ECB, nil, nil, nil))
        succeeded(EVP_CIPHER_CTX_set_padding(block, 0))
    }

    deinit {
        EVP_CIPHER_CTX_free(encryption)
        EVP_CIPHER_CTX_free(decryption)
        EVP_CIPHER_CTX_free(block)
        EVP_MD_CTX_free(digest)
    }

    /// The calling thread's own.
    @inline(__always)
    static var current: ThreadCrypto {
        if let stored = pthread_getspecific(slot) {
            return Unmanaged<ThreadCrypto>.fromOpaque(stored).takeUnretainedValue()
        }
        return makeCurrent()
    }

    @inline(never)
    private static func makeCurrent() -> ThreadCrypto {
        let made = ThreadCrypto()
        let stored = pthread_setspecific(slot, Unmanaged.passRetained(made).toOpaque())
        precondition(stored == 0, "no memory for this thread's crypto contexts")
        return made
    }

    private static let slot: pthread_key_t = {
        var slot = pthread_key_t()
        let made = pthread_key_create(&slot) { stored in
            guard let stored else { return }
            Unmanaged<ThreadCrypto>.fromOpaque(stored).release()
        }
        precondition(made == 0, "no thread-specific slot left for crypto contexts")
        return slot
    }()

    private static func made(_ context: OpaquePointer?) -> OpaquePointer {
        guard let context else { preconditionFailure("OpenSSL has no memory for a context") }
        return context
    }
}

/// Stops the process when OpenSSL refuses what can only fail by a mistake of ours or for want of
/// memory: going on would mean storing something that isn't encrypted.
@inline(__always)
func succeeded(_ result: Int32, _ function: StaticString = #function) {
    precondition(result == 1, "OpenSSL refused a call in \(function)")
}
