import Testing

@testable import GRPC

@Suite struct Base64Tests {
    // RFC 4648 section 10.
    @Test(arguments: [
        ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"),
        ("fooba", "Zm9vYmE"), ("foobar", "Zm9vYmFy"),
    ])
    func vectors(text: String, encoded: String) {
        #expect(Base64.encode(Array(text.utf8)) == encoded)
        #expect(Base64.decode(encoded) == Array(text.utf8))
        let padding = String(repeating: "=", count: (4 - encoded.utf8.count % 4) % 4)
        #expect(Base64.decode(encoded + padding) == Array(text.utf8))
    }

    @Test(arguments: ["A", "AAAAA", "A=A", "=", "AA=", "AAA==", "AAAA=", "AA-_", "A A", "AÄ"])
    func refuse(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test func allBytes() {
        let bytes = (0...255).map { UInt8($0) }
        for length in 0...255 {
            let part = Array(bytes[..<length])
            #expect(Base64.decode(Base64.encode(part)) == part)
        }
    }
}
