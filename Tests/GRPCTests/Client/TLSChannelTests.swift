import GRPC
import TLS
import TLSTesting
import Testing

@Suite struct TLSChannelTests {
    private let authority = TestAuthority()

    private func identity(_ issued: TestAuthority.Issued) -> TLSIdentity {
        TLSIdentity(certificateFile: issued.certificateFile, keyFile: issued.keyFile)
    }

    /// A server with a certificate, and a channel that trusts it.
    private func settings(
        clients: TLSServerSettings.ClientCertificates = .notAsked, shows: TLSIdentity? = nil
    ) throws -> Wire.Settings {
        var settings = Wire.Settings()
        settings.tls = try TLSServer(
            TLSServerSettings(identity(authority.issue()), clientCertificates: clients))
        settings.channel.tls = try TLSClient(
            TLSClientSettings(trust: .file(authority.caFile), identity: shows))
        return settings
    }

    private func serve(_ router: inout ServiceRouter) {
        router.serve(Echo.get) { _, context in
            Text(context.peerCertificate?.uris.first ?? "nobody")
        }
    }

    private func refusal(of target: String, _ wire: Wire, _ options: ChannelOptions) async throws
        -> RPCError?
    {
        let channel = try GRPCChannel(
            targets: [target], loops: wire.loops, options: options, logger: Wire.logger)
        let error = await #expect(throws: RPCError.self) {
            try await channel.call(Echo.get, Text())
        }
        await channel.shutdown()
        return error
    }

    @Test func callsGoOverTLS() async throws {
        try await Wire.run(try settings(), serve) { wire in
            let name = try await wire.channel.call(Echo.get, Text()).value
            #expect(name == "nobody")
        }
    }

    @Test func theHandlerKnowsWhoCalls() async throws {
        let mine = authority.issue(.init("me", names: "URI:spiffe://x/service/me"), as: "me")
        let settings = try settings(
            clients: .required(caFile: authority.caFile), shows: identity(mine))
        try await Wire.run(settings, serve) { wire in
            let name = try await wire.channel.call(Echo.get, Text()).value
            #expect(name == "spiffe://x/service/me")
        }
    }

    @Test func theSchemeSaysWhetherItIsTLS() async throws {
        let settings = try settings()
        try await Wire.run(settings, serve) { wire in
            let secure = "https://localhost:\(wire.port)"
            let channel = try GRPCChannel(
                targets: [secure], loops: wire.loops, options: settings.channel,
                logger: Wire.logger)
            #expect(try await channel.call(Echo.get, Text()).value == "nobody")
            await channel.shutdown()

            let stranger = try await refusal(of: secure, wire, ChannelOptions())
            #expect(stranger?.code == .unavailable)
            #expect(
                stranger?.message.contains(
                    "The server's certificate is of a CA that isn't trusted here.") == true)

            let plain = try await refusal(
                of: "http://127.0.0.1:\(wire.port)", wire, settings.channel)
            #expect(
                plain?.message.contains(
                    "The server speaks TLS on this port: call it by https://.") == true)
        }
    }
}
