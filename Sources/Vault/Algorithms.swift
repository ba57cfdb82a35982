import COpenSSL

/// The algorithms that the vault uses, fetched from OpenSSL once.
///
/// OpenSSL 3 looks an algorithm up by name each time that it is asked for it, which costs more
/// than sealing a small message does. What a fetch returns is reference counted and immutable,
/// so that one of each serves all threads for as long as the process lives.
enum Algorithms {
    nonisolated(unsafe) static let aes256GCM = fetched(
        EVP_CIPHER_fetch(nil, "AES-256-GCM", nil), "AES-256-GCM")
    nonisolated(unsafe) static let aes256ECB = fetched(
        EVP_CIPHER_fetch(nil, "AES-256-ECB", nil), "AES-256-ECB")
    nonisolated(unsafe) static let sha256 = fetched(
        EVP_MD_fetch(nil, "SHA2-256", nil), "SHA2-256")
    nonisolated(unsafe) static let hkdf = fetched(EVP_KDF_fetch(nil, "HKDF", nil), "HKDF")

    private static func fetched(_ algorithm: OpaquePointer?, _ name: String) -> OpaquePointer {
        guard let algorithm else {
            preconditionFailure("OpenSSL's default provider has no \(name)")
        }
        return algorithm
    }
}
