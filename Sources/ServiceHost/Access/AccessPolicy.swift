import GRPC
import LeadlineAPI

/// Which roles may call which method: the one place that says so. What isn't listed is denied, so
/// that a new method can't escape; a test holds the list to the protos (GUARANTEES G8).
public struct AccessPolicy: Sendable {
    /// One way to be let in.
    public struct Grant: Sendable, Hashable {
        let role: Caller.Role
        /// The scope that a credential with scopes must have.
        let scope: String?
        /// The only service that may, where certificates tell them apart.
        var service: ServiceKind?

        func admits(_ caller: Caller) -> Bool {
            guard role == caller.role else { return false }
            if let service, !caller.party.isEmpty { return caller.party == service.rawValue }
            guard let scope, !caller.scopes.isEmpty else { return true }
            return caller.scopes.contains(scope)
        }
    }

    /// Who may call a method.
    public enum Rule: Sendable, Hashable {
        /// Everybody, without a credential.
        case anyone
        /// Those with one of the grants.
        case grants([Grant])
    }

    private let rules: [String: Rule]

    /// A policy by method path, `/package.Service/Method`.
    public init(_ rules: [String: Rule]) {
        self.rules = rules
    }

    /// What holds for a path; nil denies it to everybody.
    public func rule(for path: String) -> Rule? { rules[path] }

    /// All paths that it names, sorted.
    public var paths: [String] { rules.keys.sorted() }

    /// Why a caller may not call a method; nil when it may.
    func refusal(of caller: Caller, path: String) -> RPCError? {
        Self.refusal(of: caller, path: path, under: rules[path])
    }

    /// As above, for a rule that was looked up before.
    static func refusal(of caller: Caller, path: String, under rule: Rule?) -> RPCError? {
        guard case .grants(let grants)? = rule else {
            return rule == .anyone
                ? nil : RPCError(.permissionDenied, "Nobody may call \(path).")
        }
        if grants.contains(where: { $0.admits(caller) }) { return nil }
        let ofRole = grants.filter { $0.role == caller.role }
        guard !ofRole.isEmpty else {
            return RPCError(.permissionDenied, "\(caller.role.article) may not call \(path).")
        }
        if let service = ofRole.compactMap(\.service).first {
            return RPCError(
                .permissionDenied, "Of all services, only \(service) may call \(path).")
        }
        let wanted = ofRole.compactMap(\.scope).joined(separator: " or ")
        return RPCError(
            .permissionDenied, "\(path) needs a key with the scope \(wanted); yours lacks it.")
    }
}

extension AccessPolicy {
    /// Leadline's own.
    public static let leadline = AccessPolicy([
        CaptureMethods.submit.path: .grants([.seller("post")]),
        CaptureMethods.ping.path: .grants([.seller("ping")]),
        CaptureMethods.post.path: .grants([.seller("post")]),
        CaptureMethods.getResult.path: .grants([.seller("read")]),
        CaptureMethods.importLeads.path: .grants([.seller("post")]),
        ScoringMethods.assess.path: .grants([.service(.routing)]),
        BiddingMethods.bidStream.path: .grants([.buyer]),
        AuctionMethods.runAuction.path: .grants([.service(.routing)]),
        AuctionMethods.deliver.path: .grants([.service(.routing)]),
        AuctionMethods.notify.path: .grants([.service(.routing)]),
        RoutingMethods.route.path: .grants([.service(.capture)]),
        RoutingMethods.explain.path: .grants([.operator]),
        ReportingMethods.query.path: .grants(
            [.operator, .analyst, .seller("read"), .buyer("read")]),
        ReportingMethods.timeline.path: .grants([.operator, .analyst]),
        "/grpc.health.v1.Health/Check": .anyone,
        "/grpc.health.v1.Health/Watch": .anyone,
        "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo": .anyRole,
        "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo": .anyRole,
    ])
}

extension AccessPolicy.Rule {
    /// Everybody with a credential.
    fileprivate static let anyRole = AccessPolicy.Rule.grants(
        Caller.Role.allCases.map { AccessPolicy.Grant(role: $0, scope: nil) })
}

extension AccessPolicy.Grant {
    fileprivate static let `operator` = AccessPolicy.Grant(role: .operator, scope: nil)
    fileprivate static let analyst = AccessPolicy.Grant(role: .analyst, scope: nil)
    fileprivate static let buyer = AccessPolicy.Grant(role: .buyer, scope: nil)

    fileprivate static func service(_ service: ServiceKind) -> AccessPolicy.Grant {
        AccessPolicy.Grant(role: .service, scope: nil, service: service)
    }

    fileprivate static func seller(_ scope: String) -> AccessPolicy.Grant {
        AccessPolicy.Grant(role: .seller, scope: scope)
    }

    fileprivate static func buyer(_ scope: String) -> AccessPolicy.Grant {
        AccessPolicy.Grant(role: .buyer, scope: scope)
    }
}

extension Caller.Role {
    /// For sentences.
    fileprivate var article: String {
        switch self {
        case .seller: "A seller"
        case .buyer: "A buyer"
        case .operator: "An operator"
        case .analyst: "An analyst"
        case .service: "Another service"
        }
    }
}
