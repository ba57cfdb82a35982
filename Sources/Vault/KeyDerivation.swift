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
        withUnsafeTemporaryAllocation(of: OSSL_PARAM.self, capacity: 5) { parameters in
            salt.withUnsafeBytes { salt in
                info.withUnsafeBytes { info in
                    leadline_hkdf_parameters(
                        parameters.baseAddress, key.baseAddress, key.count,
                        salt.baseAddress, salt.count, info.baseAddress, info.count)
                    succeeded(
                        EVP_KDF_derive(
                            context, target.baseAddress, target.count, parameters.baseAddress))
                }
            }
        }
    }
}
