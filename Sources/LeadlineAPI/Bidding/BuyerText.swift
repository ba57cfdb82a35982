/// A text that a buyer chooses: which field it is, and how long it may be. It is stored in
/// PostgreSQL's `text`, which has no NUL, and shown to people, so it has no control characters.
public struct BuyerText: Sendable {
    /// Its name on the wire.
    public let field: String
    /// Characters, at most; in UTF-8 at most four times as many bytes, since one character may be
    /// any number of them.
    public let longest: Int

    private init(_ field: String, longest: Int) {
        self.field = field
        self.longest = longest
    }

    /// A bid's own reference.
    public static let bidRef = BuyerText("bid_ref", longest: 128)
    /// How a buyer wants to be shown.
    public static let buyerDisplay = BuyerText("buyer_display", longest: 200)
    /// A buyer's own code for a refusal.
    public static let code = BuyerText("code", longest: 64)
    /// The lead's number in the buyer's system.
    public static let buyerReference = BuyerText("buyer_reference", longest: 128)

    /// Throws `outOfRange` for a text that is too long, `malformed` for one with a control
    /// character.
    public func check(_ text: String) throws(WireError) {
        // Characters are counted only where the bytes could be too many, and aren't far too many.
        let bytes = text.utf8.count
        guard bytes <= longest || (bytes <= 4 * longest && text.count <= longest) else {
            throw WireError(.outOfRange, field, "must not be longer than \(longest) characters")
        }
        guard !text.unicodeScalars.contains(where: Self.isControl) else {
            throw WireError(.malformed, field, "must not have control characters")
        }
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
    }
}
