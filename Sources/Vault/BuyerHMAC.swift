/// Lets a buyer see whether he already has a contact, before he may see the contact.
///
/// An award carries this keyed digest of the phone or e-mail; the buyer, who was given the key of
/// his own, computes the same over his contacts and compares. Each buyer has another key, so two
/// buyers can't compare what they were shown.
public struct BuyerHMAC: Sendable {
    /// The master key that the buyer's key comes from: after a rotation the buyer needs the new
    /// key, and sees by this which one a digest is under.
    public let keyID: UInt32
    let hmac: HMACSHA256

    /// The digest of `value` in UTF-8, which is in its canonical form.
    public func digest(of value: String) -> Digest256 {
        var value = value
        return value.withUTF8 { hmac.code(for: UnsafeRawBufferPointer($0)) }
    }

    /// The buyer's key, to be handed to that buyer and to nobody else.
    public func withKeyForBuyer<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        try hmac.key.withUnsafeBytes(body)
    }
}
