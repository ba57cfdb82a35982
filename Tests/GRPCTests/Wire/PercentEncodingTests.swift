import Testing

@testable import GRPC

@Suite struct PercentEncodingTests {
    @Test(arguments: [
        ("plain text", "plain text"),
        ("100%", "100%25"),
        (
            "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n",
            "%09%0Atest with whitespace%0D%0Aand Unicode BMP %E2%98%BA and non-BMP "
                + "%F0%9F%98%88%09%0A"
        ),
        ("", ""),
        ("~\u{7F}", "~%7F"),
    ])
    func roundTrip(text: String, encoded: String) {
        #expect(PercentEncoding.encode(text) == encoded)
        #expect(PercentEncoding.decode(encoded) == text)
    }

    @Test(
        "what isn't an escape stays as it is",
        arguments: [
            ("100%", "100%"), ("%", "%"), ("%4", "%4"), ("%zz", "%zz"), ("%e2%98%ba", "☺"),
            ("%FF", "\u{FFFD}"), ("a%%20b", "a% b"),
        ])
    func lenient(encoded: String, text: String) {
        #expect(PercentEncoding.decode(encoded) == text)
    }
}
