import COpenSSL

/// SHA-256 (FIPS 180-4).
public enum SHA256 {
    /// The digest of `bytes`.
    public static func digest(of bytes: UnsafeRawBufferPointer) -> Digest256 {
        let context = ThreadCrypto.current.digest
        succeeded(EVP_DigestInit_ex2(context, Algorithms.sha256, nil))
        succeeded(EVP_DigestUpdate(context, bytes.baseAddress, bytes.count))
        return Digest256 { succeeded(EVP_DigestFinal_ex(context, $0, nil)) }
    }

    /// The digest of `bytes`.
    public static func digest(of bytes: [UInt8]) -> Digest256 {
        bytes.withUnsafeBytes { digest(of: $0) }
    }

    /// The digest of `text` in UTF-8.
    public static func digest(of text: String) -> Digest256 {
        var text = text
        return text.withUTF8 { digest(of: UnsafeRawBufferPointer($0)) }
    }
}
