/// Finds equal values without storing them: a keyed digest (HMAC-SHA-256) of the value, under a
/// key of this tenant and purpose. Without the key nobody can try all phone numbers.
///
/// Give it values in one canonical form (a phone in E.164, an e-mail in lower case). Store
/// ``digest(of:)``; look for any of ``candidates(of:)``, which also has the digests under older
/// master keys, so that a rotation loses no duplicate.
public struct BlindIndex: Sendable {
    private let hmacs: [HMACSHA256]

    init(_ hmacs: [HMACSHA256]) { self.hmacs = hmacs }

    /// The digest to store: under the current master key.
    public func digest(of value: UnsafeRawBufferPointer) -> Digest256 { hmacs[0].code(for: value) }

    /// The digest to store: under the current master key.
    public func digest(of value: [UInt8]) -> Digest256 {
        value.withUnsafeBytes { digest(of: $0) }
    }

    /// The digest to store, of `value` in UTF-8.
    public func digest(of value: String) -> Digest256 {
        var value = value
        return value.withUTF8 { digest(of: UnsafeRawBufferPointer($0)) }
    }

    /// The digests to look for: one a master key, the current one's first.
    public func candidates(of value: [UInt8]) -> [Digest256] {
        value.withUnsafeBytes { value in hmacs.map { $0.code(for: value) } }
    }

    /// The digests to look for, of `value` in UTF-8.
    public func candidates(of value: String) -> [Digest256] { candidates(of: Array(value.utf8)) }
}
