import COpenSSL

/// HKDF-SHA-256 (RFC 5869): from one master key, as many independent keys as there are uses.
enum KeyDerivation {
    /// A key of 32 bytes for the use that `info` names; other `info`, unrelated key.
    static func derive(from master: SecretBytes, salt: String, info: [UInt8]) -> SecretBytes {
        SecretBytes(count: 32) { target in
            master.withUnsafeBytes { master in
                fill(target, from: master, salt: Array(salt.utf8), info: info)
            }
        }
    }

    static func fill(
        _ target: UnsafeMutableRawBufferPointer, from key: UnsafeRawBufferPointer,
        salt: [UInt8], info: [UInt8]
    ) {
        guard let context = EVP_KDF_CTX_new(Algorithms.hkdf) else {
            preconditionFailure("OpenSSL has no memory for a context")
        }
        defer { EVP_KDF_CTX_free(context) }
        // OpenSSL only reads what these parameters point to, though it asks for `void *`.
        var digest = Array("SHA2-256".utf8CString)
        var salt = salt
        var info = info
        digest.withUnsafeMutableBufferPointer { digest in
            salt.withUnsafeMutableBytes { salt in
                info.withUnsafeMutableBytes { info in
                    var parameters = [
                        OSSL_PARAM_construct_utf8_string(
                            OSSL_KDF_PARAM_DIGEST, digest.baseAddress, 0),
                        OSSL_PARAM_construct_octet_string(
                            OSSL_KDF_PARAM_KEY,
                            UnsafeMutableRawPointer(mutating: key.baseAddress), key.count),
                        OSSL_PARAM_construct_octet_string(
                            OSSL_KDF_PARAM_SALT, salt.baseAddress, salt.count),
                        OSSL_PARAM_construct_octet_string(
                            OSSL_KDF_PARAM_INFO, info.baseAddress, info.count),
                        OSSL_PARAM_construct_end(),
                    ]
                    succeeded(
                        EVP_KDF_derive(
                            context, target.baseAddress, target.count, &parameters))
                }
            }
        }
    }
}
