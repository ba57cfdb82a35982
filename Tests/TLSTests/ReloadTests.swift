import Glibc
import TLSTesting
import Testing

@testable import TLS

@Suite struct ReloadTests {
    private let authority = TestAuthority()

    private func overwrite(_ path: String, _ text: String) throws {
        let file = try #require(fopen(path, "w"))
        fputs(text, file)
        fclose(file)
    }

    @Test func newHandshakesSeeTheNewCertificate() throws {
        let server = try authority.server(.init("old", names: "DNS:old.example"))
        let client = try authority.client()
        let before = try EnginePair(client, server, name: "old.example")
        #expect(before.handshake())
        authority.issue(.init("new", names: "DNS:new.example"))
        try server.reload()
        #expect(try EnginePair(client, server, name: "new.example").handshake())
        #expect(try !EnginePair(client, server, name: "old.example").handshake())
        before.say("still here", fromClient: true)
        #expect(before.serverGot == Array("still here".utf8))
    }

    @Test func aBrokenFileLeavesTheOldOne() throws {
        let server = try authority.server()
        let client = try authority.client()
        try overwrite(server.settings.identity.certificateFile, "not a certificate\n")
        let error = #expect(throws: TLSError.self) { try server.reload() }
        #expect(error?.code == .unusableFile)
        #expect(error?.message.contains("server.pem can't be used") == true)
        #expect(try EnginePair(client, server).handshake())
    }

    @Test func aKeyOfAnotherCertificateIsRefused() throws {
        let first = authority.issue(as: "first")
        let second = authority.issue(as: "second")
        let mixed = TestAuthority.Issued(
            certificateFile: first.certificateFile, keyFile: second.keyFile)
        let error = #expect(throws: TLSError.self) {
            _ = try TLSServer(authority.settings(mixed))
        }
        #expect(error?.message.contains("isn't the key of the certificate") == true)
    }

    @Test func anExpiredCertificateIsRefused() throws {
        let old = authority.issue(.init(validSeconds: -60), as: "old")
        let error = #expect(throws: TLSError.self) {
            _ = try TLSServer(authority.settings(old))
        }
        #expect(error?.message.hasSuffix("old.pem has expired.") == true)
    }

    @Test func missingFilesAreNamed() {
        let error = #expect(throws: TLSError.self) {
            _ = try TLSClient(TLSClientSettings(trust: .file("/nonexistent/ca.pem")))
        }
        #expect(error?.message == "The CA file /nonexistent/ca.pem can't be used.")
    }
}
