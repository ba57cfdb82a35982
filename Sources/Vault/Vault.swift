import COpenSSL

/// Seals what is personal, so that it can be stored apart and destroyed alone.
///
/// Each record has a random key of its own, used for nothing else; the key is stored beside the
/// data, wrapped by a master key that is kept outside the database (envelope encryption).
/// Erasing a record is deleting its wrapped key. All of this may be called from any thread.
public struct Vault: Sendable {
    /// The largest plaintext that a box takes.
    public static let plaintextBytesMax = 1 << 20

    let keys: MasterKeys

    /// A vault under these master keys.
    public init(keys: MasterKeys) { self.keys = keys }

    /// Seals `plaintext` under a new random key, bound to its row.
    ///
    /// - Throws: ``VaultError`` `PLAINTEXT_TOO_LARGE`.
    public func seal(
        _ plaintext: UnsafeRawBufferPointer, boundTo binding: SealBinding
    ) throws -> Sealed {
        try Vault.checkSize(plaintext.count)
        return withDataKey { dataKey in
            RandomBytes.fill(dataKey)
            let dataKey = UnsafeRawBufferPointer(dataKey)
            return Sealed(
                wrappedKey: WrappedKey.wrap(dataKey, under: keys.current, boundTo: binding),
                box: Box.seal(plaintext, key: dataKey.baseAddress!, boundTo: binding))
        }
    }

    /// Seals `plaintext` under a new random key, bound to its row.
    ///
    /// - Throws: ``VaultError`` `PLAINTEXT_TOO_LARGE`.
    public func seal(_ plaintext: [UInt8], boundTo binding: SealBinding) throws -> Sealed {
        try plaintext.withUnsafeBytes { try seal($0, boundTo: binding) }
    }

    /// Seals more of a record under the key that it already has; gives the new box.
    ///
    /// - Throws: ``VaultError`` `PLAINTEXT_TOO_LARGE`, and what ``open(_:boundTo:)`` throws.
    public func seal(
        _ plaintext: [UInt8], under wrappedKey: [UInt8], boundTo binding: SealBinding
    ) throws -> [UInt8] {
        try Vault.checkSize(plaintext.count)
        return try withDataKey { dataKey in
            let key = dataKey.baseAddress!
            try WrappedKey.unwrap(wrappedKey, with: keys, boundTo: binding, to: dataKey)
            return plaintext.withUnsafeBytes { Box.seal($0, key: key, boundTo: binding) }
        }
    }

    /// The plaintext of a record.
    ///
    /// - Throws: ``VaultError`` `UNKNOWN_MASTER_KEY`, `MALFORMED_ENVELOPE`, or `NOT_AUTHENTIC`
    ///   if a byte was changed or the row isn't the one that it was sealed for.
    public func open(_ sealed: Sealed, boundTo binding: SealBinding) throws -> [UInt8] {
        try withDataKey { dataKey in
            let key = dataKey.baseAddress!
            try WrappedKey.unwrap(sealed.wrappedKey, with: keys, boundTo: binding, to: dataKey)
            return try Box.open(sealed.box, key: key, boundTo: binding)
        }
    }

    /// The same record's key under the current master key, or nil if it is under it already.
    ///
    /// - Throws: ``VaultError`` as ``open(_:boundTo:)`` does.
    public func rewrap(_ wrappedKey: [UInt8], boundTo binding: SealBinding) throws -> [UInt8]? {
        try withDataKey { dataKey in
            try WrappedKey.unwrap(wrappedKey, with: keys, boundTo: binding, to: dataKey)
            guard WrappedKey.masterKeyID(of: wrappedKey) != keys.currentID else { return nil }
            return WrappedKey.wrap(
                UnsafeRawBufferPointer(dataKey), under: keys.current, boundTo: binding)
        }
    }

    private static func checkSize(_ count: Int) throws {
        guard count <= plaintextBytesMax else {
            throw VaultError(
                .plaintextTooLarge, "\(count) bytes are more than a box takes (1 MiB)")
        }
    }

    /// Lends room for a record's key, on the stack where it fits, and overwrites it afterwards.
    private func withDataKey<R>(
        _ body: (UnsafeMutableRawBufferPointer) throws -> R
    ) rethrows -> R {
        try withUnsafeTemporaryAllocation(byteCount: AESGCM.keyBytes, alignment: 16) { dataKey in
            defer { OPENSSL_cleanse(dataKey.baseAddress, dataKey.count) }
            return try body(dataKey)
        }
    }
}
