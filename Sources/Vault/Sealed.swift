/// What sealing gives: two envelopes to store, neither of which says anything without the other
/// and the master key.
///
/// Destroy `wrappedKey` and the box can never be opened again, by anybody: that is erasure.
public struct Sealed: Hashable, Sendable {
    /// The record's own key under a master key: version (1 byte), master key id (4, big-endian),
    /// nonce (24), encrypted key (32), tag (16).
    public var wrappedKey: [UInt8]
    /// The data under the record's own key: version (1 byte), nonce (12), ciphertext, tag (16).
    public var box: [UInt8]

    /// Two envelopes as they were stored.
    public init(wrappedKey: [UInt8], box: [UInt8]) {
        self.wrappedKey = wrappedKey
        self.box = box
    }

    /// How long every wrapped key is.
    public static let wrappedKeyBytes = WrappedKey.byteCount
    /// How much longer a box is than what it holds.
    public static let boxOverheadBytes = Box.overheadBytes
}
