import COpenSSL

/// HMAC-SHA-256 (RFC 2104) under a key that was derived for one use.
///
/// The hash's state after the padded key is made once, and copied for each message: a third of
/// what OpenSSL's own HMAC takes, which resolves its parameters by name each time it is keyed.
///
/// `@unchecked Sendable`: both templates are written in `init` only; afterwards they are the
/// constant source of copies, and the copies belong to the thread.
final class HMACSHA256: @unchecked Sendable {
    private static let blockBytes = 64

    /// For those who may have it; digests are made from the templates.
    let key: SecretBytes
    private let inner: OpaquePointer
    private let outer: OpaquePointer

    init(key: SecretBytes) {
        precondition(key.count <= HMACSHA256.blockBytes, "longer keys are hashed first")
        self.key = key
        inner = HMACSHA256.template(key, pad: 0x36)
        outer = HMACSHA256.template(key, pad: 0x5C)
    }

    deinit {
        EVP_MD_CTX_free(inner)
        EVP_MD_CTX_free(outer)
    }

    func code(for bytes: UnsafeRawBufferPointer) -> Digest256 {
        let context = ThreadCrypto.current.digest
        succeeded(EVP_MD_CTX_copy_ex(context, inner))
        succeeded(EVP_DigestUpdate(context, bytes.baseAddress, bytes.count))
        let hashed = Digest256 { succeeded(EVP_DigestFinal_ex(context, $0, nil)) }
        succeeded(EVP_MD_CTX_copy_ex(context, outer))
        hashed.withUnsafeBytes { hashed in
            succeeded(EVP_DigestUpdate(context, hashed.baseAddress, hashed.count))
        }
        return Digest256 { succeeded(EVP_DigestFinal_ex(context, $0, nil)) }
    }

    private static func template(_ key: SecretBytes, pad: UInt8) -> OpaquePointer {
        guard let context = EVP_MD_CTX_new() else {
            preconditionFailure("OpenSSL has no memory for a context")
        }
        succeeded(EVP_DigestInit_ex2(context, Algorithms.sha256, nil))
        withUnsafeTemporaryAllocation(byteCount: blockBytes, alignment: 16) { block in
            defer { OPENSSL_cleanse(block.baseAddress, block.count) }
            block.initializeMemory(as: UInt8.self, repeating: pad)
            key.withUnsafeBytes { key in
                for (index, byte) in key.enumerated() { block[index] = byte ^ pad }
            }
            succeeded(EVP_DigestUpdate(context, block.baseAddress, block.count))
        }
        return context
    }
}
