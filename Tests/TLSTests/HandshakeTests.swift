import TLSTesting
import Testing

@testable import TLS

@Suite struct HandshakeTests {
    private let authority = TestAuthority()

    @Test func bothSidesAgree() throws {
        let pair = try EnginePair(try authority.client(), try authority.server())
        #expect(pair.handshake())
        #expect(pair.client.version == "TLSv1.3")
        pair.say("hello", fromClient: true)
        pair.say("yes?", fromClient: false)
        #expect(pair.serverGot == Array("hello".utf8))
        #expect(pair.clientGot == Array("yes?".utf8))
        #expect(pair.server.peerCertificate == nil)
        pair.client.close()
        pair.pump()
        #expect(pair.serverEnded)
        #expect(!pair.clientEnded)
    }

    @Test func aHandshakeMayComeByteByByte() throws {
        let pair = try EnginePair(try authority.client(), try authority.server())
        #expect(pair.handshake(chunk: 1))
    }

    @Test func manyRecordsComeWhole() throws {
        let pair = try EnginePair(try authority.client(), try authority.server())
        #expect(pair.handshake())
        let much = String(repeating: "0123456789abcdef", count: 50_000)
        pair.say(much, fromClient: true)
        pair.say(much, fromClient: false)
        #expect(pair.serverGot == Array(much.utf8))
        #expect(pair.clientGot == Array(much.utf8))
    }

    @Test func addressesAreVerifiedToo() throws {
        let (client, server) = (try authority.client(), try authority.server())
        #expect(try EnginePair(client, server, name: "127.0.0.1").handshake())
        let wrong = try EnginePair(client, server, name: "127.0.0.2")
        #expect(!wrong.handshake())
        #expect(
            wrong.clientFailure?.message
                == "The server's certificate isn't for 127.0.0.2; it is for localhost, 127.0.0.1.")
    }

    @Test func theNameMayBeGiven() throws {
        let server = try authority.server(.init("exchange", names: "DNS:exchange.example"))
        let settings = TLSClientSettings(
            trust: .file(authority.caFile), serverName: "exchange.example")
        #expect(try EnginePair(try TLSClient(settings), server, name: "127.0.0.1").handshake())
    }

    @Test func aSecondConnectionResumes() throws {
        let (client, server) = (try authority.client(), try authority.server())
        let first = try EnginePair(client, server)
        #expect(first.handshake())
        #expect(!first.client.isResumed)
        let second = try EnginePair(client, server)
        #expect(second.handshake())
        #expect(second.client.isResumed)
        try server.reload()
        let third = try EnginePair(client, server)
        #expect(third.handshake())
        #expect(!third.client.isResumed, "a reload forgets whom it trusted")
    }

    @Test func aClientThatComesAgainIsStillKnown() throws {
        let mine = authority.issue(.init("routing", names: "URI:spiffe://x/service/r"), as: "me")
        let client = try authority.client(mine)
        let server = try authority.server(clients: .required(caFile: authority.caFile))
        for _ in 0..<3 {
            let pair = try EnginePair(client, server)
            #expect(pair.handshake())
            #expect(pair.server.peerCertificate?.commonName == "routing")
            #expect(pair.server.peerCertificate?.uris == ["spiffe://x/service/r"])
        }
    }
}
