public import GRPC
import Market
import Vault

/// Finds out who calls, from `authorization: Bearer …`, and whether that role may call the method
/// (``AccessPolicy``).
///
/// What shows the service token is another service, for the tenant in `leadline-tenant`; all else
/// is an API key. Over TLS, services are known by their certificates instead, and no token counts.
/// Known keys are decided on in `admit`, before anything of the request is read; a key that nobody
/// knows yet waits for one look into the store.
public final class CallerInterceptor: WrappingServerInterceptor {
    /// The metadata in which a service names the tenant.
    static let tenantName = "leadline-tenant"
    private static let bearer = "Bearer "

    private let policy: AccessPolicy
    /// Nil where certificates say who is a service.
    private let tokens: ServiceTokens?
    private let credentials: CredentialCache
    /// What the policy says of the only method whose calls this sees; nil: it sees several.
    private let ofMethod: AccessPolicy.Rule??

    /// The hash of a key that wasn't in memory.
    private enum UnknownKey: ContextKey { typealias Value = APIKeyHash }

    /// Under this policy, with these tokens and credentials. Without tokens, services have to
    /// show a certificate.
    public init(policy: AccessPolicy, tokens: ServiceTokens?, credentials: CredentialCache) {
        self.policy = policy
        self.tokens = tokens
        self.credentials = credentials
        ofMethod = nil
    }

    private init(_ all: CallerInterceptor, for path: String) {
        policy = all.policy
        tokens = all.tokens
        credentials = all.credentials
        ofMethod = .some(all.policy.rule(for: path))
    }

    /// The same for one method.
    public func interceptor(for path: String) -> any ServerInterceptor {
        CallerInterceptor(self, for: path)
    }

    private func rule(_ context: ServerContext) -> AccessPolicy.Rule? {
        ofMethod ?? policy.rule(for: context.path)
    }

    /// Lets the call in, refuses it, or leaves it to `intercept`.
    public func admit(_ context: ServerContext) throws {
        if case .anyone? = rule(context) { return }
        guard let header = context.metadata["authorization"] else {
            if tokens == nil, let service = context.peerCertificate?.service {
                return try admit(try Self.service(context, service), context)
            }
            throw RPCError(
                .unauthenticated, "A key is missing: send `authorization: Bearer` and the key.")
        }
        let shown = context.ofConnection { ShownKey() }
        if let shown, let caller = shown.caller(header, credentials) {
            if shown.isLetIn(by: self) { return context.set(caller) }
            try check(caller.value, context)
            shown.letIn(by: self)
            return context.set(caller)
        }
        guard header.hasPrefix(Self.bearer) else {
            throw RPCError(.unauthenticated, "`authorization` isn't `Bearer` and a key.")
        }
        let presented = String(Substring(header.utf8.dropFirst(Self.bearer.utf8.count)))
        let hash = APIKeyHash(of: presented)
        let version = credentials.version
        if let known = credentials.known(hash) {
            shown?.keep(header, known, version)
            try admit(known.caller, context)
        } else if let tokens, tokens.accept(hash) {
            try admit(try Self.service(context), context)
        } else if (try? APIKey(presented)) != nil {
            context[UnknownKey.self] = hash
        } else {
            // Its check digits don't fit, so the store can't have it.
            throw Self.unknown
        }
    }

    /// Only keys that weren't in memory make a call wait.
    public func wraps(_ context: ServerContext) -> Bool { context[UnknownKey.self] != nil }

    /// Looks up what `admit` didn't know.
    public func intercept(
        _ context: ServerContext, next: @concurrent @Sendable () async throws -> Void
    ) async throws {
        if let hash = context[UnknownKey.self] {
            guard let found = try await credentials.lookUp(hash) else { throw Self.unknown }
            try admit(found.caller, context)
        }
        try await next()
    }

    private func admit(_ caller: Caller, _ context: ServerContext) throws {
        try check(caller, context)
        context[CallerKey.self] = caller
    }

    private func check(_ caller: Caller, _ context: ServerContext) throws {
        let refusal = AccessPolicy.refusal(of: caller, path: context.path, under: rule(context))
        if let refusal { throw refusal }
    }

    private static func service(
        _ context: ServerContext, _ certified: ServiceKind? = nil
    ) throws -> Caller {
        guard let text = context.metadata[tenantName], let tenant = TenantID(text) else {
            throw RPCError(
                .invalidArgument, "A service names the tenant's id in `\(tenantName)`.")
        }
        return Caller(tenant: tenant, role: .service, party: certified?.rawValue ?? "")
    }

    private static let unknown = RPCError(
        .unauthenticated, "This key isn't known, or was revoked or has expired.")
}
