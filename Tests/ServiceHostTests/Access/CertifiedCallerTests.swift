import GRPC
import Market
import Reactor
@testable import ServiceHost
import TLS
import Testing

/// Services that are known by their certificates.
@Suite struct CertifiedCallerTests {
    private static let tenant = TenantID(Identifier(high: 1, low: 1))
    private static let assess = "/leadline.v1.Scoring/Assess"

    /// What a call ends with; nil: it is let in.
    private func refusal(
        _ uri: String?, tokens: ServiceTokens? = nil, _ fields: [(String, String)]
    ) throws -> Status.Code? {
        let loop = try EventLoop(name: "access")
        defer { loop.shutdown() }
        var metadata = Metadata()
        for (name, value) in fields { try metadata.append(name, value) }
        let certificate = uri.map { PeerCertificate(commonName: "x", uris: [$0]) }
        let context = ServerContext(
            path: Self.assess, metadata: metadata, peerCertificate: certificate, loop: loop)
        let interceptor = CallerInterceptor(
            policy: .leadline, tokens: tokens,
            credentials: CredentialCache(source: FakeCredentials()))
        do {
            try interceptor.admit(context)
            #expect(context[CallerKey.self]?.party == "routing")
            return nil
        } catch {
            return (error as? RPCError)?.code
        }
    }

    private let named = [("leadline-tenant", Self.tenant.description)]

    @Test func `routing is let in by its certificate`() throws {
        #expect(try refusal("spiffe://leadline/service/routing", named) == nil)
    }

    @Test func `another service isn't`() throws {
        #expect(
            try refusal("spiffe://leadline/service/capture", named) == .permissionDenied)
    }

    @Test(arguments: [
        nil, "spiffe://leadline/operator/routing", "https://leadline/service/routing",
        "spiffe://leadline/service/routing/x", "spiffe://leadline/service/",
    ])
    func `a certificate that names no service is no credential`(_ uri: String?) throws {
        #expect(try refusal(uri, named) == .unauthenticated)
    }

    @Test func `a tenant has to be named`() throws {
        #expect(try refusal("spiffe://leadline/service/routing", []) == .invalidArgument)
    }

    @Test func `a token doesn't count where certificates do, and the other way round`() throws {
        let tokens = ServiceTokens.random()
        let shown = named + [("authorization", "Bearer \(tokens.current)")]
        #expect(try refusal("spiffe://leadline/service/routing", shown) == .unauthenticated)
        #expect(
            try refusal("spiffe://leadline/service/routing", tokens: tokens, named)
                == .unauthenticated)
    }
}
