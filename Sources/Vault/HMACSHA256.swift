import COpenSSL

/// HMAC-SHA-256 (RFC 2104) under a key that was derived for one use.
struct HMACSHA256: Sendable {
    let key: SecretBytes

    func code(for bytes: UnsafeRawBufferPointer) -> Digest256 {
        let context = ThreadCrypto.current.mac
        key.withUnsafeBytes { key in
            succeeded(EVP_MAC_init(context, key.baseAddress, key.count, nil))
        }
        succeeded(EVP_MAC_update(context, bytes.baseAddress, bytes.count))
        return Digest256 { target in
            var count = 0
            succeeded(EVP_MAC_final(context, target, &count, Digest256.byteCount))
        }
    }

    /// Done once a context: OpenSSL resolves the digest by its name, which is slow.
    static func chooseDigest(of context: OpaquePointer) {
        "SHA2-256".withCString { name in
            var parameters = [
                OSSL_PARAM_construct_utf8_string(
                    OSSL_MAC_PARAM_DIGEST, UnsafeMutablePointer(mutating: name), 0),
                OSSL_PARAM_construct_end(),
            ]
            succeeded(EVP_MAC_CTX_set_params(context, &parameters))
        }
    }
}
