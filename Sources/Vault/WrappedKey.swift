import COpenSSL

/// The envelope of a record's key; ``Sealed/wrappedKey`` says what is in it.
enum WrappedKey {
    static let version: UInt8 = 1
    static let headerBytes = 5
    static let byteCount =
        headerBytes + MasterKey.nonceBytes + AESGCM.keyBytes + AESGCM.tagBytes

    static func wrap(
        _ dataKey: UnsafeRawBufferPointer, under master: MasterKey, boundTo binding: SealBinding
    ) -> [UInt8] {
        var envelope = [UInt8](repeating: 0, count: byteCount)
        envelope.withUnsafeMutableBytes { envelope in
            let start = envelope.baseAddress!
            start.storeBytes(of: version, as: UInt8.self)
            start.storeBytes(of: master.id.bigEndian, toByteOffset: 1, as: UInt32.self)
            let nonce = start + headerBytes
            RandomBytes.fill(.init(start: nonce, count: MasterKey.nonceBytes))
            withAdditional(header: start, binding) { additional in
                master.withDerivedKey(nonce: nonce) { key in
                    AESGCM.seal(
                        dataKey, key: key, nonce: nonce + 12, additional: additional,
                        to: nonce + MasterKey.nonceBytes)
                }
            }
        }
        return envelope
    }

    /// Writes the 32 bytes of the record's key to `dataKey`.
    static func unwrap(
        _ envelope: [UInt8], with keys: MasterKeys, boundTo binding: SealBinding,
        to dataKey: UnsafeMutableRawBufferPointer
    ) throws {
        try envelope.withUnsafeBytes { envelope in
            let master = try masterKey(of: envelope, keys)
            let start = envelope.baseAddress!
            let nonce = start + headerBytes
            let sealed = UnsafeRawBufferPointer(
                rebasing: envelope[(headerBytes + MasterKey.nonceBytes)...])
            let authentic = withAdditional(header: start, binding) { additional in
                master.withDerivedKey(nonce: nonce) { key in
                    AESGCM.open(
                        sealed, key: key, nonce: nonce + 12, additional: additional,
                        to: dataKey)
                }
            }
            guard authentic else {
                throw VaultError(
                    .notAuthentic, "a wrapped key was changed, or belongs to another record")
            }
        }
    }

    /// Which master key wrapped this envelope, whose form has been checked.
    static func masterKeyID(of envelope: [UInt8]) -> UInt32 {
        envelope.withUnsafeBytes { masterKeyID(of: $0) }
    }

    private static func masterKeyID(of envelope: UnsafeRawBufferPointer) -> UInt32 {
        UInt32(bigEndian: envelope.loadUnaligned(fromByteOffset: 1, as: UInt32.self))
    }

    private static func masterKey(
        of envelope: UnsafeRawBufferPointer, _ keys: MasterKeys
    ) throws -> MasterKey {
        guard envelope.count == byteCount, envelope[0] == version else {
            throw VaultError(
                .malformedEnvelope, "a wrapped key isn't of a form that this version knows")
        }
        let id = masterKeyID(of: envelope)
        guard let master = keys.key(id) else {
            throw VaultError(
                .unknownMasterKey, "a key is wrapped by master key \(id), which isn't loaded")
        }
        return master
    }

    private static func withAdditional<R>(
        header: UnsafeRawPointer, _ binding: SealBinding,
        _ body: (UnsafeRawBufferPointer) throws -> R
    ) rethrows -> R {
        try withUnsafeTemporaryAllocation(
            byteCount: headerBytes + SealBinding.byteCount, alignment: 8
        ) { additional in
            let start = additional.baseAddress!
            start.copyMemory(from: header, byteCount: headerBytes)
            binding.write(to: start + headerBytes)
            return try body(UnsafeRawBufferPointer(additional))
        }
    }
}
