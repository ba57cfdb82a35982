import COpenSSL
import TLSTesting
import Testing

@testable import TLS

/// Each way that a handshake can fail, and what either side says of it.
@Suite struct RefusalTests {
    private let authority = TestAuthority()
    private let stranger = TestAuthority(name: "Another CA")

    @Test func anUnknownAuthority() throws {
        let pair = try EnginePair(try stranger.client(), try authority.server())
        #expect(!pair.handshake())
        #expect(
            pair.clientFailure?.message
                == "The server's certificate is of a CA that isn't trusted here.")
        #expect(
            pair.serverFailure?.message
                == "The client refuses our certificate: it doesn't trust its CA.")
    }

    @Test func aClientWithoutACertificate() throws {
        let server = try authority.server(clients: .required(caFile: authority.caFile))
        let pair = try EnginePair(try authority.client(), server)
        #expect(!pair.handshake())
        #expect(
            pair.serverFailure?.message
                == "The client shows no certificate, and this port requires one.")
        #expect(
            pair.clientFailure?.message
                == "The server requires a certificate of ours, and we show none.")
    }

    @Test func aCertificateMayBeOptional() throws {
        let server = try authority.server(clients: .optional(caFile: authority.caFile))
        let nobody = try EnginePair(try authority.client(), server)
        #expect(nobody.handshake())
        #expect(nobody.server.peerCertificate == nil)
        let mine = authority.issue(.init("me"), as: "me")
        let somebody = try EnginePair(try authority.client(mine), server)
        #expect(somebody.handshake())
        #expect(somebody.server.peerCertificate?.commonName == "me")
    }

    @Test(arguments: [true, false])
    func aClientOfAnotherAuthority(isRequired: Bool) throws {
        let file = authority.caFile
        let server = try authority.server(
            clients: isRequired ? .required(caFile: file) : .optional(caFile: file))
        let theirs = stranger.issue(.init("them"), as: "them")
        let pair = try EnginePair(try authority.client(theirs), server)
        #expect(!pair.handshake())
        #expect(
            pair.serverFailure?.message
                == "The client's certificate is of a CA that isn't trusted here.")
        #expect(
            pair.clientFailure?.message
                == "The server refuses our certificate: it doesn't trust its CA.")
    }

    @Test func aCertificateForServersShownByAClient() throws {
        let server = try authority.server(clients: .required(caFile: authority.caFile))
        let mine = authority.issue(.init("me", usage: "serverAuth"), as: "me")
        let pair = try EnginePair(try authority.client(mine), server)
        #expect(!pair.handshake())
        #expect(
            pair.serverFailure?.message == "The client's certificate isn't made for clients.")
    }

    private func contexts() throws -> (client: TLSContext, server: TLSContext) {
        let client = TLSClientSettings(trust: .file(authority.caFile))
        return (
            try TLSContext(client), try TLSContext(authority.settings(authority.issue()))
        )
    }

    @Test(arguments: [nil, "http/1.1"])
    func aClientWithoutHTTP2(offers name: String?) throws {
        let (client, server) = try contexts()
        let offered = name.map { [UInt8($0.utf8.count)] + Array($0.utf8) } ?? []
        SSL_CTX_set_alpn_protos(client.raw, offered, UInt32(offered.count))
        let pair = try EnginePair(client, server)
        #expect(!pair.handshake())
        #expect(pair.serverFailure?.message == "The client doesn't offer HTTP/2 (ALPN h2).")
        #expect(pair.clientFailure?.message == "The server doesn't speak HTTP/2 (ALPN h2).")
    }

    @Test func aServerWithoutHTTP2() throws {
        let (client, server) = try contexts()
        SSL_CTX_set_alpn_select_cb(server.raw, nil, nil)
        let pair = try EnginePair(client, server)
        #expect(!pair.handshake())
        #expect(
            pair.clientFailure?.message == "The server didn't agree to speak HTTP/2 (ALPN h2).")
    }

    @Test func anExpiredServer() throws {
        let (client, server) = try contexts()
        let old = authority.issue(.init(validSeconds: -60), as: "old")
        SSL_CTX_use_certificate_chain_file(server.raw, old.certificateFile)
        SSL_CTX_use_PrivateKey_file(server.raw, old.keyFile, SSL_FILETYPE_PEM)
        let pair = try EnginePair(client, server)
        #expect(!pair.handshake())
        #expect(pair.clientFailure?.message == "The server's certificate has expired.")
        #expect(
            pair.serverFailure?.message == "The client refuses our certificate: it has expired.")
    }

    @Test func plaintextSentToTLS() throws {
        for (hello, sentence) in [
            (
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "The client doesn't speak TLS, and this port does."
            ),
            (
                "GET / HTTP/1.1\r\n\r\n",
                "The client sent plain HTTP to a port that speaks TLS."
            ),
        ] {
            let pair = try EnginePair(try authority.client(), try authority.server())
            pair.give(Array(hello.utf8)[...], toClient: false)
            #expect(pair.serverFailure?.message == sentence)
            #expect(pair.serverFailure?.code == .notTLS)
        }
    }

    @Test func aPlaintextServer() throws {
        let pair = try EnginePair(try authority.client(), try authority.server())
        _ = pair.client.start()
        let settings: [UInt8] = [0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 100]
        pair.give(settings[...], toClient: true)
        #expect(
            pair.clientFailure?.message
                == "The server doesn't speak TLS on this port: it may be for plaintext.")
    }

    @Test func brokenRecordsAfterTheHandshake() throws {
        let pair = try EnginePair(try authority.client(), try authority.server())
        #expect(pair.handshake())
        let forged: [UInt8] = [0x17, 3, 3, 0, 32] + [UInt8](repeating: 7, count: 32)
        pair.give(forged[...], toClient: false)
        #expect(pair.serverFailure?.message == "The client broke the TLS protocol.")
    }
}
