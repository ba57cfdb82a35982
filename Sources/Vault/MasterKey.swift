import COpenSSL

/// One key that wraps the records' keys; it never leaves the process and never touches data.
///
/// It wraps with XAES-256-GCM (C2SP): AES-256-GCM under a key that AES-CMAC derives from the
/// master key and the first half of a 24-byte nonce. Plain GCM has random nonces of 12 bytes,
/// which NIST SP 800-38D (section 8.3) allows for 2^32 messages a key: an exchange that takes
/// 30,000 leads a second gets there in two days. XAES allows 2^80.
struct MasterKey: Sendable {
    static let nonceBytes = 24

    let id: UInt32
    let secret: SecretBytes
    private let subkey: Block

    private typealias Block = (UInt64, UInt64)

    init(id: UInt32, secret: SecretBytes) {
        precondition(secret.count == AESGCM.keyBytes)
        self.id = id
        self.secret = secret
        subkey = MasterKey.cmacSubkey(of: secret)
    }

    /// Lends `body` the AES-256-GCM key for messages whose nonce starts with these 12 bytes.
    func withDerivedKey<R>(
        nonce: UnsafeRawPointer, _ body: (UnsafeRawPointer) throws -> R
    ) rethrows -> R {
        let start = UInt64(bigEndian: nonce.loadUnaligned(as: UInt64.self))
        let rest = UInt32(
            bigEndian: nonce.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
        // SP 800-108 counter mode: 16-bit counter, the label "X", a zero byte, the nonce.
        let high = UInt64(0x0000_5800_0000_0000) | start >> 32
        let low = start << 32 | UInt64(rest)
        var blocks = (
            ((0x0001_0000_0000_0000 | high) ^ subkey.0).bigEndian, (low ^ subkey.1).bigEndian,
            ((0x0002_0000_0000_0000 | high) ^ subkey.0).bigEndian, (low ^ subkey.1).bigEndian
        )
        return try withUnsafeMutableBytes(of: &blocks) { blocks in
            MasterKey.encryptBlocks(blocks, under: secret)
            defer { OPENSSL_cleanse(blocks.baseAddress, blocks.count) }
            return try body(UnsafeRawPointer(blocks.baseAddress!))
        }
    }

    /// CMAC's K1 (NIST SP 800-38B section 6.1): the zero block, encrypted, doubled.
    private static func cmacSubkey(of secret: SecretBytes) -> Block {
        var block: Block = (0, 0)
        withUnsafeMutableBytes(of: &block) { encryptBlocks($0, under: secret) }
        let high = UInt64(bigEndian: block.0)
        let low = UInt64(bigEndian: block.1)
        return (high << 1 | low >> 63, low << 1 ^ (high >> 63 == 1 ? 0x87 : 0))
    }

    private static func encryptBlocks(
        _ blocks: UnsafeMutableRawBufferPointer, under secret: SecretBytes
    ) {
        let context = ThreadCrypto.current.block
        let target = blocks.baseAddress!.assumingMemoryBound(to: UInt8.self)
        var count: Int32 = 0
        secret.withUnsafeBytes { key in
            let key = key.baseAddress!.assumingMemoryBound(to: UInt8.self)
            succeeded(EVP_EncryptInit_ex2(context, nil, key, nil, nil))
        }
        succeeded(EVP_EncryptUpdate(context, target, &count, target, Int32(blocks.count)))
    }
}
