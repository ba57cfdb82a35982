/// Texts that a buyer shouldn't send.
enum TestText {
    /// One Character of 2,000 bytes.
    static let longCharacter = "e" + String(repeating: "\u{301}", count: 1_000)
}
