/// The master keys of one deployment: the current one, which wraps new records' keys, and older
/// ones, under which existing records still open.
///
/// To rotate: give every service the new key behind the current one, so that all can open what it
/// wraps; then move it to the front; then rewrap (``Vault/rewrap(_:boundTo:)``) and drop the old.
///
/// The text form, in a file or an environment value, is one `id:key` an entry, entries separated
/// by line ends or commas, the current one first. The id is a number from 1 to 4294967295 that is
/// never used for another key; the key is 32 bytes in base64 (either alphabet) or hexadecimal.
/// What follows `#` on a line is a comment.
public struct MasterKeys: Sendable, CustomStringConvertible, CustomReflectable {
    /// More keys than this are a mistake.
    public static let keysMax = 64

    let keys: [MasterKey]

    /// The key that wraps new records' keys.
    var current: MasterKey { keys[0] }

    /// The id of the key that wraps new records' keys.
    public var currentID: UInt32 { current.id }
    /// The ids of all keys, the current one first.
    public var ids: [UInt32] { keys.map(\.id) }

    /// Keys by id, the current one first; each 32 bytes.
    ///
    /// - Throws: ``VaultError`` `INVALID_KEY_TEXT` if there is none, or an id comes twice.
    public init(_ keys: [(id: UInt32, secret: SecretBytes)]) throws {
        guard !keys.isEmpty else {
            throw VaultError(.invalidKeyText, "there is no master key; one is needed")
        }
        guard keys.count <= MasterKeys.keysMax else {
            throw VaultError(
                .invalidKeyText, "there are more than \(MasterKeys.keysMax) master keys")
        }
        var made: [MasterKey] = []
        for key in keys {
            guard key.id > 0, !made.contains(where: { $0.id == key.id }) else {
                throw VaultError(
                    .invalidKeyText, "master key id \(key.id) is zero or given twice")
            }
            guard key.secret.count == AESGCM.keyBytes else {
                throw VaultError(
                    .invalidKeyText,
                    "master key \(key.id) has \(key.secret.count) bytes, not 32")
            }
            made.append(MasterKey(id: key.id, secret: key.secret))
        }
        self.keys = made
    }

    /// A single random key, for tests and for a market that is thrown away.
    public static func random() -> MasterKeys {
        let secret = SecretBytes(count: AESGCM.keyBytes) { RandomBytes.fill($0) }
        return MasterKeys(only: MasterKey(id: 1, secret: secret))
    }

    private init(only key: MasterKey) { keys = [key] }

    func key(_ id: UInt32) -> MasterKey? { keys.first { $0.id == id } }

    /// The ids only: never the keys.
    public var description: String { "MasterKeys(ids: \(ids))" }
    /// The ids only: never the keys.
    public var customMirror: Mirror { Mirror(self, children: ["ids": ids]) }
}
