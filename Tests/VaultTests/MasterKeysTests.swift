import Glibc
import Testing

@testable import Vault

@Suite struct MasterKeysTests {
    static let hex = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
    static let base64 = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    static let hex255 = String(repeating: "ff", count: 32)

    @Test(arguments: [
        "1:\(hex)", "1:\(base64)", "1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
        " 1 : \(hex.uppercased()) \r\n", "# the first\n\n1:\(hex) # made in May\n", "1:\(hex),",
    ])
    func oneKeyInEveryForm(_ text: String) throws {
        let keys = try MasterKeys(text: text)
        #expect(keys.ids == [1])
        #expect(keys.current.secret.withUnsafeBytes { Array($0) } == Array(0..<32))
    }

    @Test func bothAlphabetsOfBase64AreRead() throws {
        let standard = try MasterKeys(text: "9://////////////////////////////////////////8=")
        let urlSafe = try MasterKeys(text: "9:__________________________________________8")
        for keys in [standard, urlSafe] {
            #expect(keys.current.secret.withUnsafeBytes { $0.allSatisfy { $0 == 0xFF } })
        }
    }

    @Test func theFirstKeyIsTheCurrentOne() throws {
        let keys = try MasterKeys(text: "7:\(Self.hex)\n3:\(Self.hex255), 5:\(Self.base64)")
        #expect(keys.currentID == 7)
        #expect(keys.ids == [7, 3, 5])
        #expect(keys.key(3) != nil && keys.key(4) == nil)
    }

    @Test(arguments: [
        ("", "there is no master key"), ("# nothing", "there is no master key"),
        (hex, "line 1"), ("1:\(hex)\nx:\(hex)", "line 2"), ("0:\(hex)", "line 1"),
        ("-1:\(hex)", "line 1"), ("4294967296:\(hex)", "line 1"),
        ("1:\(hex)00", "isn't 32 bytes"), ("1:\(hex.dropLast())", "isn't 32 bytes"),
        ("1:", "isn't 32 bytes"), ("1:\(hex.dropLast())g", "isn't 32 bytes"),
        ("1:\(base64)=", "isn't 32 bytes"), ("1:\(hex),1:\(hex255)", "given twice"),
    ])
    func badTextIsRefusedWithAClearSentence(_ text: String, _ sentence: String) {
        let error = #expect(throws: VaultError.self) { try MasterKeys(text: text) }
        #expect(error?.code == .invalidKeyText)
        #expect(error?.message.contains(sentence) == true, "\(error?.message ?? "")")
        #expect(error?.message.contains("0102") == false, "the message quotes the key")
    }

    @Test func tooManyKeysAreRefused() {
        let text = (1...65).map { "\($0):\(Self.hex)" }.joined(separator: "\n")
        #expect(code { try MasterKeys(text: text) } == .invalidKeyText)
    }

    @Test func aMadeEntryIsReadAgain() throws {
        let keys = try MasterKeys(text: MasterKeys.makeEntry(id: 12))
        #expect(keys.ids == [12])
        #expect(MasterKeys.makeEntry(id: 12) != MasterKeys.makeEntry(id: 12))
    }

    @Test func aFileIsReadUnlessEverybodyMayReadIt() throws {
        try withFile("4:\(Self.hex)\n", mode: 0o600) { path in
            let keys = try MasterKeys(file: path)
            #expect(keys.ids == [4])
        }
        try withFile("4:\(Self.hex)\n", mode: 0o644) { path in
            #expect(code { try MasterKeys(file: path) } == .unreadableKeyFile)
        }
        try withFile(String(repeating: "#", count: 65_537), mode: 0o600) { path in
            #expect(code { try MasterKeys(file: path) } == .unreadableKeyFile)
        }
        #expect(code { try MasterKeys(file: "/nowhere/keys") } == .unreadableKeyFile)
        #expect(code { try MasterKeys(file: "/tmp") } == .unreadableKeyFile)
    }

    @Test func keysAreNeverPrinted() throws {
        let keys = try MasterKeys(text: "1:\(Self.hex255)")
        var dumped = ""
        dump(keys, to: &dumped)
        dump(keys.current.secret, to: &dumped)
        let printed = "\(keys) \(keys.current.secret) \(String(reflecting: keys)) \(dumped)"
        #expect(!printed.contains("255") && !printed.lowercased().contains("ffff"))
    }

    private func withFile(
        _ text: String, mode: mode_t, _ body: (String) throws -> Void
    ) throws {
        var path = Array("/tmp/leadline-keys-XXXXXX".utf8CString)
        let file = mkstemp(&path)
        try #require(file >= 0)
        defer { unlink(path) }
        #expect(write(file, text, text.utf8.count) == text.utf8.count)
        fchmod(file, mode)
        close(file)
        try body(String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }
}
