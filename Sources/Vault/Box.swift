/// The envelope of a record's data; ``Sealed/box`` says what is in it.
enum Box {
    static let version: UInt8 = 1
    static let headerBytes = 1
    static let overheadBytes = headerBytes + AESGCM.nonceBytes + AESGCM.tagBytes

    static func seal(
        _ plaintext: UnsafeRawBufferPointer, key: UnsafeRawPointer,
        boundTo binding: SealBinding
    ) -> [UInt8] {
        var envelope = [UInt8](repeating: 0, count: plaintext.count + overheadBytes)
        envelope.withUnsafeMutableBytes { envelope in
            let start = envelope.baseAddress!
            start.storeBytes(of: version, as: UInt8.self)
            let nonce = start + headerBytes
            RandomBytes.fill(.init(start: nonce, count: AESGCM.nonceBytes))
            withAdditional(binding) { additional in
                AESGCM.seal(
                    plaintext, key: key, nonce: nonce, additional: additional,
                    to: nonce + AESGCM.nonceBytes)
            }
        }
        return envelope
    }

    static func open(
        _ envelope: [UInt8], key: UnsafeRawPointer, boundTo binding: SealBinding
    ) throws -> [UInt8] {
        guard envelope.count >= overheadBytes, envelope[0] == version,
            envelope.count <= Vault.plaintextBytesMax + overheadBytes
        else {
            throw VaultError(
                .malformedEnvelope, "a sealed box isn't of a form that this version knows")
        }
        var plaintext = [UInt8](repeating: 0, count: envelope.count - overheadBytes)
        let authentic = envelope.withUnsafeBytes { envelope in
            let nonce = envelope.baseAddress! + headerBytes
            let sealed = UnsafeRawBufferPointer(
                rebasing: envelope[(headerBytes + AESGCM.nonceBytes)...])
            return plaintext.withUnsafeMutableBytes { plaintext in
                withAdditional(binding) { additional in
                    AESGCM.open(
                        sealed, key: key, nonce: nonce, additional: additional, to: plaintext)
                }
            }
        }
        guard authentic else {
            plaintext.resetBytes()
            throw VaultError(
                .notAuthentic, "a sealed box was changed, or belongs to another record")
        }
        return plaintext
    }

    private static func withAdditional<R>(
        _ binding: SealBinding, _ body: (UnsafeRawBufferPointer) throws -> R
    ) rethrows -> R {
        try withUnsafeTemporaryAllocation(
            byteCount: headerBytes + SealBinding.byteCount, alignment: 8
        ) { additional in
            let start = additional.baseAddress!
            start.storeBytes(of: version, as: UInt8.self)
            binding.write(to: start + headerBytes)
            return try body(UnsafeRawBufferPointer(additional))
        }
    }
}
