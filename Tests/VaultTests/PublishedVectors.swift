import Testing

@testable import Vault

/// What we compute is what the standards' own examples say.
@Suite struct PublishedVectors {
    /// FIPS 180-4's example "abc".
    @Test func sha256OfTheStandardsExample() {
        #expect(
            SHA256.digest(of: "abc").hex
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(
            SHA256.digest(of: [UInt8]()).hex
                == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    }

    /// RFC 4231, test cases 1 and 2.
    @Test func hmacOfRFC4231() {
        #expect(
            hmac([UInt8](repeating: 0x0B, count: 20), "Hi There")
                == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")
        #expect(
            hmac(Array("Jefe".utf8), "what do ya want for nothing?")
                == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    }

    /// RFC 5869, test case 1.
    @Test func hkdfOfRFC5869() throws {
        var output = [UInt8](repeating: 0, count: 42)
        let key = [UInt8](repeating: 0x0B, count: 22)
        output.withUnsafeMutableBytes { output in
            key.withUnsafeBytes { key in
                KeyDerivation.fill(
                    output, from: key, salt: Array(0x00...0x0C), info: Array(0xF0...0xF9))
            }
        }
        #expect(
            Hex.encode(output) == "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
                + "34007208d5b887185865")
    }

    /// The two examples of C2SP's XAES-256-GCM specification.
    @Test func xaes256GCMOfC2SP() {
        #expect(
            xaes(key: 0x01, plaintext: "XAES-256-GCM", additional: "")
                == "ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271")
        #expect(
            xaes(key: 0x03, plaintext: "XAES-256-GCM", additional: "c2sp.org/XAES-256-GCM")
                == "986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d")
    }

    private func hmac(_ key: [UInt8], _ message: String) -> String {
        let hmac = HMACSHA256(key: SecretBytes(copying: key))
        return Array(message.utf8).withUnsafeBytes { hmac.code(for: $0).hex }
    }

    private func xaes(key: UInt8, plaintext: String, additional: String) -> String {
        let master = MasterKey(
            id: 1, secret: SecretBytes(copying: [UInt8](repeating: key, count: 32)))
        let nonce = Array("ABCDEFGHIJKLMNOPQRSTUVWX".utf8)
        var sealed = [UInt8](repeating: 0, count: plaintext.utf8.count + AESGCM.tagBytes)
        sealed.withUnsafeMutableBytes { sealed in
            nonce.withUnsafeBytes { nonce in
                Array(plaintext.utf8).withUnsafeBytes { plaintext in
                    Array(additional.utf8).withUnsafeBytes { additional in
                        let nonce = nonce.baseAddress!
                        master.withDerivedKey(nonce: nonce) { key in
                            AESGCM.seal(
                                plaintext, key: key, nonce: nonce + 12, additional: additional,
                                to: sealed.baseAddress!)
                        }
                    }
                }
            }
        }
        return Hex.encode(sealed)
    }
}
