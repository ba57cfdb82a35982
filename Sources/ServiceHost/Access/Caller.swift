public import GRPC
public import Market
public import Vault

/// Who makes a call, as its credential says.
public struct Caller: Sendable, Hashable {
    /// What a credential is for.
    public enum Role: Sendable, Hashable, CaseIterable {
        /// A publisher's system, on one channel or all of its own.
        case seller
        /// An advertiser's system.
        case buyer
        /// Somebody who runs the exchange.
        case `operator`
        /// Somebody who reads reports.
        case analyst
        /// Another service of the exchange, for the tenant whose lead it works on.
        case service
    }

    /// Whose data the call may touch. It never comes from a request's field.
    public let tenant: TenantID
    /// What the credential is for.
    public let role: Role
    /// The seller's or buyer's id in the market; a service's name, if its certificate says it;
    /// else empty.
    public let party: String
    /// The only channel that a seller's credential is for; nil when it is for all of the seller's.
    public let channel: String?
    /// What it may do (FEATURES A12): "ping", "post", "read". Empty: everything that its role may.
    public let scopes: Set<String>
    /// The hash of the API key that was shown; nil for services, which have none.
    public let key: APIKeyHash?

    /// A caller; see the properties.
    public init(
        tenant: TenantID, role: Role, party: String = "", channel: String? = nil,
        scopes: Set<String> = [], key: APIKeyHash? = nil
    ) {
        self.tenant = tenant
        self.role = role
        self.party = party
        self.channel = channel
        self.scopes = scopes
        self.key = key
    }
}

/// Where ``CallerInterceptor`` leaves the caller.
public enum CallerKey: ContextKey {
    /// Who makes the call.
    public typealias Value = Caller
}

extension ServerContext {
    /// Who makes this call: the first beat of every RPC. The interceptor has checked by then that
    /// the caller's role may call the method at all.
    ///
    /// - Throws: `RPCError` UNAUTHENTICATED when no interceptor has let the call in.
    public func caller() throws -> Caller {
        guard let caller = self[CallerKey.self] else {
            throw RPCError(.unauthenticated, "This call needs a credential, and has none.")
        }
        return caller
    }
}
