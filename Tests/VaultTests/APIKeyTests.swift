import Testing

@testable import Vault

@Suite struct APIKeyTests {
    @Test func aNewKeyIsReadAgainAndHashesTheSame() throws {
        var seen: Set<String> = []
        for _ in 0..<200 {
            let key = APIKey.generate()
            #expect(key.text.utf8.count == APIKey.characterCount)
            #expect(key.text.hasPrefix("lk_"))
            #expect(seen.insert(key.text).inserted)
            #expect(try APIKey(key.text).hash == key.hash)
            #expect(key.hash.matches(key.text))
            #expect(APIKeyHash(text: key.hash.description) == key.hash)
            #expect(APIKeyHash(key.hash.digest) == key.hash)
        }
    }

    @Test func everyTypoOfOneCharacterIsNoticed() {
        let text = Array(APIKey.generate().text.utf8)
        for index in text.indices.dropFirst(3) {
            var changed = text
            changed[index] =
                text[index] == UInt8(ascii: "a") ? UInt8(ascii: "b") : UInt8(ascii: "a")
            let typed = String(decoding: changed, as: UTF8.self)
            #expect(code { try APIKey(typed) } == .mistypedAPIKey)
        }
    }

    @Test func whatIsNoKeyIsRefused() {
        let key = APIKey.generate().text
        let others = [
            "", "lk_", String(key.dropLast()), key + "0", " " + key.dropFirst(),
            "sk_" + key.dropFirst(3),
            "lk_" + String(repeating: "é", count: 49),
        ]
        for other in others {
            let error = #expect(throws: VaultError.self) { try APIKey(other) }
            #expect(error?.code == .malformedAPIKey)
        }
    }

    @Test func aHashIsWhatSha256sumGives() {
        let hash = APIKeyHash(of: "abc")
        #expect(
            hash.description
                == "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(!hash.matches("abd"))
        #expect(APIKeyHash(text: "sha256:abc") == nil)
        #expect(APIKeyHash(text: "md5:00") == nil)
    }

    @Test func keysAreNeverPrinted() {
        let key = APIKey.generate()
        var dumped = ""
        dump(key, to: &dumped)
        #expect(!"\(key) \(String(reflecting: key)) \(dumped)".contains(key.text.suffix(20)))
    }

    @Test func base62CountsFromZero() {
        func text(_ bytes: [UInt8], _ count: Int) -> String {
            String(decoding: Base62.encode(bytes, count: count), as: UTF8.self)
        }
        #expect(text([0], 3) == "000")
        #expect(text([61], 3) == "00z")
        #expect(text([62], 3) == "010")
        #expect(text([255, 255, 255, 255], 6) == "4gfFC3")
    }
}
