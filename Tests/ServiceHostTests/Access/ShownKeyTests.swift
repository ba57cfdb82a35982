import GRPC
import Market
@testable import ServiceHost
import Testing
import Vault

@Suite struct ShownKeyTests {
    private static let tenant = TenantID(Identifier(high: 1, low: 1))
    private let source = FakeCredentials()
    private let clock = TestClock(microseconds: 1_000_000)
    private let cache: CredentialCache
    private let shown = ShownKey()

    init() { cache = CredentialCache(source: source, clock: clock.clock) }

    /// A key that was looked up and kept under this header.
    private func keep(_ header: String, expiresAt: Int64? = nil) async throws {
        let caller = Caller(tenant: Self.tenant, role: .seller, party: "acme")
        let hash = APIKeyHash(of: source.add(caller, expiresAt: expiresAt))
        try await cache.refresh()
        shown.keep(header, try #require(cache.known(hash)), cache.version)
    }

    @Test func `what was kept is found under its own header alone`() async throws {
        #expect(shown.caller("", cache) == nil)
        try await keep("Bearer a")
        #expect(shown.caller("Bearer a", cache)?.value.party == "acme")
        #expect(shown.caller("Bearer b", cache) == nil)
        #expect(shown.caller("Bearer ", cache) == nil)
    }

    @Test func `it has to be found again after the next poll`() async throws {
        try await keep("Bearer a")
        try await cache.refresh()
        #expect(shown.caller("Bearer a", cache) == nil)
    }

    @Test func `it ends when the key expires`() async throws {
        try await keep("Bearer a", expiresAt: 2_000_000)
        #expect(shown.caller("Bearer a", cache) != nil)
        clock.advance(microseconds: 1_000_000)
        #expect(shown.caller("Bearer a", cache) == nil)
    }

    @Test func `each method decides for itself, and again about another key`() async throws {
        let all = CallerInterceptor(policy: .leadline, tokens: nil, credentials: cache)
        try await keep("Bearer a")
        shown.letIn(by: all)
        #expect(shown.isLetIn(by: all))
        let other = CallerInterceptor(policy: .leadline, tokens: nil, credentials: cache)
        #expect(!shown.isLetIn(by: other))
        try await keep("Bearer b")
        #expect(!shown.isLetIn(by: all))
    }
}
