import GRPC
import Market
import Reactor
@testable import ServiceHost
import Synchronization
import Testing
import Vault

@Suite struct CallerInterceptorTests {
    private static let tenant = TenantID(Identifier(high: 1, low: 1))
    private static let submit = "/leadline.v1.Capture/Submit"
    private static let assess = "/leadline.v1.Scoring/Assess"

    private struct Setup {
        let loop: EventLoop
        let source = FakeCredentials()
        let clock = TestClock(microseconds: 1_000_000)
        let tokens = ServiceTokens.random()
        let cache: CredentialCache
        let interceptor: CallerInterceptor

        init() throws {
            loop = try EventLoop(name: "access")
            cache = CredentialCache(source: source, clock: clock.clock)
            interceptor = CallerInterceptor(
                policy: .leadline, tokens: tokens, credentials: cache)
        }

        func context(_ path: String, _ fields: [(String, String)]) throws -> ServerContext {
            var metadata = Metadata()
            for (name, value) in fields { try metadata.append(name, value) }
            return ServerContext(path: path, metadata: metadata, loop: loop)
        }

        /// Who was let in.
        func caller(_ path: String, _ fields: (String, String)...) async throws -> Caller? {
            let context = try context(path, fields)
            try interceptor.admit(context)
            let reached = Mutex(false)
            try await interceptor.intercept(context) { reached.withLock { $0 = true } }
            #expect(reached.withLock { $0 })
            return context[CallerKey.self]
        }

        func code(_ path: String, _ fields: (String, String)...) async -> Status.Code? {
            do {
                let context = try context(path, fields)
                try interceptor.admit(context)
                try await interceptor.intercept(context) {}
                return nil
            } catch {
                return (error as? RPCError)?.code
            }
        }
    }

    private final class Count: Sendable {
        let value = Mutex(0)
    }

    private static func run(_ body: (Setup) async throws -> Void) async throws {
        let setup = try Setup()
        defer { setup.loop.shutdown() }
        try await body(setup)
    }

    @Test func `a known key is decided on without asking anybody`() async throws {
        try await Self.run { setup in
            let key = setup.source.add(.init(tenant: Self.tenant, role: .seller, party: "acme"))
            try await setup.cache.refresh()
            let caller = try await setup.caller(Self.submit, ("authorization", "Bearer \(key)"))
            #expect(caller?.party == "acme")
            #expect(setup.source.lookups == 0)
        }
    }

    @Test func `a new key is looked up once, and revoked ones go with the next poll`()
        async throws
    {
        try await Self.run { setup in
            let caller = Caller(tenant: Self.tenant, role: .seller, party: "acme")
            let key = setup.source.add(caller)
            for _ in 0..<3 {
                let found = try await setup.caller(
                    Self.submit, ("authorization", "Bearer \(key)"))
                #expect(found == caller)
            }
            #expect(setup.source.lookups == 1)
            setup.source.removeAll()
            try await setup.cache.refresh()
            #expect(
                await setup.code(Self.submit, ("authorization", "Bearer \(key)"))
                    == .unauthenticated)
        }
    }

    @Test func `many calls with one new key ask once and are all let in`() async throws {
        try await Self.run { setup in
            let key = setup.source.add(.init(tenant: Self.tenant, role: .seller, party: "a"))
            let asking = Count()
            setup.source.hold()
            let codes = await withTaskGroup(of: Status.Code?.self) { group in
                for _ in 0..<100 {
                    group.addTask {
                        asking.value.withLock { $0 += 1 }
                        return await setup.code(Self.submit, ("authorization", "Bearer \(key)"))
                    }
                }
                while asking.value.withLock({ $0 }) < 100 { await Task.yield() }
                setup.source.release()
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(codes.count == 100 && codes.allSatisfy { $0 == nil })
            #expect(setup.source.lookups == 1)
        }
    }

    @Test func `strangers' keys are looked up so many times a second`() async throws {
        try await Self.run { setup in
            var codes: [Status.Code?] = []
            for _ in 0..<100 {
                let key = APIKey.generate().text
                codes.append(await setup.code(Self.submit, ("authorization", "Bearer \(key)")))
            }
            let most = CredentialCache.lookupsPerSecond
            #expect(setup.source.lookups == most)
            // Whether the others are good isn't known, so they aren't called bad.
            #expect(codes[..<most].allSatisfy { $0 == .unauthenticated })
            #expect(codes[most...].allSatisfy { $0 == .unavailable })
            setup.clock.advance(microseconds: 1_000_000)
            let key = setup.source.add(.init(tenant: Self.tenant, role: .seller, party: "a"))
            #expect(await setup.code(Self.submit, ("authorization", "Bearer \(key)")) == nil)
        }
    }

    @Test func `while the store is away, an unknown key isn't called bad`() async throws {
        try await Self.run { setup in
            setup.source.fail()
            for _ in 0..<100 {
                let key = APIKey.generate().text
                #expect(
                    await setup.code(Self.submit, ("authorization", "Bearer \(key)"))
                        == .unavailable)
            }
            #expect(setup.source.lookups == CredentialCache.lookupsPerSecond)
        }
    }

    @Test func `an expired key is refused although it is known`() async throws {
        try await Self.run { setup in
            let key = setup.source.add(
                .init(tenant: Self.tenant, role: .seller, party: "a"), expiresAt: 2_000_000)
            try await setup.cache.refresh()
            #expect(await setup.code(Self.submit, ("authorization", "Bearer \(key)")) == nil)
            setup.clock.advance(microseconds: 1_000_000)
            #expect(
                await setup.code(Self.submit, ("authorization", "Bearer \(key)"))
                    == .unauthenticated)
        }
    }

    @Test func `a service names its tenant`() async throws {
        try await Self.run { setup in
            let bearer = ("authorization", "Bearer \(setup.tokens.current)")
            let caller = try await setup.caller(
                Self.assess, bearer, ("leadline-tenant", Self.tenant.description))
            #expect(caller == Caller(tenant: Self.tenant, role: .service))
            #expect(await setup.code(Self.assess, bearer) == .invalidArgument)
            #expect(
                await setup.code(Self.assess, bearer, ("leadline-tenant", "acme"))
                    == .invalidArgument)
            // A partner can't choose its tenant, and a service isn't a partner.
            #expect(
                await setup.code(
                    Self.submit, bearer, ("leadline-tenant", Self.tenant.description))
                    == .permissionDenied)
        }
    }

    @Test func `a partner's tenant comes from its key alone`() async throws {
        try await Self.run { setup in
            let key = setup.source.add(.init(tenant: Self.tenant, role: .seller, party: "a"))
            let other = TenantID(Identifier(high: 2, low: 2))
            let caller = try await setup.caller(
                Self.submit, ("authorization", "Bearer \(key)"),
                ("leadline-tenant", other.description))
            #expect(caller?.tenant == Self.tenant)
        }
    }

    @Test func `what isn't a bearer's key is refused before anything is asked`() async throws {
        try await Self.run { setup in
            #expect(await setup.code(Self.submit) == .unauthenticated)
            for value in ["", "Bearer", "Bearer ", "Basic abc", "Bearer lk_short", "lk_x"] {
                #expect(
                    await setup.code(Self.submit, ("authorization", value)) == .unauthenticated)
            }
            #expect(setup.source.lookups == 0)
            #expect(await setup.code("/grpc.health.v1.Health/Check") == nil)
        }
    }
}
