/// The envelope of a record's data; ``Sealed/box`` says what is in it.
enum Box {
    static let version: UInt8 = 1
    static let headerBytes = 1
    static let overheadBytes = headerBytes + AESGCM.nonceBytes + AESGCM.tagBytes

    static func seal(
        _ plaintext: UnsafeRawBufferPointer, key: UnsafeRawPointer,
        boundTo binding: SealBinding
    ) -> [UInt8] {
        let size = plaintext.count + overheadBytes
        return [UInt8](unsafeUninitializedCapacity: size) { envelope, initialized in
            let start = UnsafeMutableRawPointer(envelope.baseAddress!)
            start.storeBytes(of: version, as: UInt8.self)
            let nonce = start + headerBytes
            RandomBytes.fill(.init(start: nonce, count: AESGCM.nonceBytes))
            withAdditional(binding) { additional in
                AESGCM.seal(
                    plaintext, key: key, nonce: nonce, additional: additional,
                    to: nonce + AESGCM.nonceBytes)
            }
            initialized = size
        }
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
        let size = envelope.count - overheadBytes
        return try envelope.withUnsafeBytes { envelope in
            let nonce = envelope.baseAddress! + headerBytes
            let sealed = UnsafeRawBufferPointer(
                rebasing: envelope[(headerBytes + AESGCM.nonceBytes)...])
            return try [UInt8](unsafeUninitializedCapacity: size) { plaintext, initialized in
                let authentic = withAdditional(binding) { additional in
                    AESGCM.open(
                        sealed, key: key, nonce: nonce, additional: additional,
                        to: UnsafeMutableRawPointer(plaintext.baseAddress!))
                }
                guard authentic else {
                    throw VaultError(
                        .notAuthentic, "a sealed box was changed, or belongs to another record")
                }
                initialized = size
            }
        }
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
