import COpenSSL

/// AES-256-GCM (NIST SP 800-38D) with a nonce of 12 bytes and a tag of 16, on the contexts of the
/// calling thread.
enum AESGCM {
    static let keyBytes = 32
    static let nonceBytes = 12
    static let tagBytes = 16

    /// Writes the ciphertext and then the tag to `output`, which has room for both.
    static func seal(
        _ plaintext: UnsafeRawBufferPointer, key: UnsafeRawPointer, nonce: UnsafeRawPointer,
        additional: UnsafeRawBufferPointer, to output: UnsafeMutableRawPointer
    ) {
        let context = ThreadCrypto.current.encryption
        var count: Int32 = 0
        let output = output.assumingMemoryBound(to: UInt8.self)
        succeeded(EVP_EncryptInit_ex2(context, nil, key.bytes, nonce.bytes, nil))
        succeeded(
            EVP_EncryptUpdate(
                context, nil, &count, additional.baseAddress?.bytes, Int32(additional.count)))
        if plaintext.count > 0 {
            succeeded(
                EVP_EncryptUpdate(
                    context, output, &count, plaintext.baseAddress?.bytes,
                    Int32(plaintext.count)))
        }
        succeeded(EVP_EncryptFinal_ex(context, output + plaintext.count, &count))
        succeeded(
            EVP_CIPHER_CTX_ctrl(
                context, EVP_CTRL_AEAD_GET_TAG, Int32(tagBytes), output + plaintext.count))
    }

    /// Writes the plaintext of `sealed` (ciphertext and tag) to `output`.
    ///
    /// False when the bytes aren't authentic; `output` then holds nothing that may be used.
    static func open(
        _ sealed: UnsafeRawBufferPointer, key: UnsafeRawPointer, nonce: UnsafeRawPointer,
        additional: UnsafeRawBufferPointer, to output: UnsafeMutableRawBufferPointer
    ) -> Bool {
        precondition(sealed.count == output.count + tagBytes)
        let context = ThreadCrypto.current.decryption
        let tag = UnsafeMutableRawPointer(mutating: sealed.baseAddress! + output.count)
        let target = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        var count: Int32 = 0
        // GCM ends without writing, but OpenSSL wants somewhere to write nothing to.
        var nothing: UInt8 = 0
        succeeded(EVP_DecryptInit_ex2(context, nil, key.bytes, nonce.bytes, nil))
        succeeded(
            EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(tagBytes), tag))
        succeeded(
            EVP_DecryptUpdate(
                context, nil, &count, additional.baseAddress?.bytes, Int32(additional.count)))
        if let target {
            succeeded(
                EVP_DecryptUpdate(
                    context, target, &count, sealed.baseAddress?.bytes, Int32(output.count)))
        }
        return EVP_DecryptFinal_ex(context, &nothing, &count) == 1
    }
}

extension UnsafeRawPointer {
    fileprivate var bytes: UnsafePointer<UInt8> { assumingMemoryBound(to: UInt8.self) }
}
