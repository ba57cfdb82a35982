/// One of the five services. Its name is its program's, and its variable's that says where it is.
public enum ServiceKind: String, Sendable, CaseIterable {
    case capture
    case scoring
    case bidding
    case routing
    case reporting

    /// Where it listens unless told otherwise.
    public var defaultPort: Int {
        switch self {
        case .capture: 7101
        case .scoring: 7102
        case .bidding: 7103
        case .routing: 7104
        case .reporting: 7105
        }
    }

    /// Which services it calls. A lead goes one way: nobody calls back.
    public var calls: [ServiceKind] {
        switch self {
        case .capture: [.routing]
        case .routing: [.scoring, .bidding]
        case .scoring, .bidding, .reporting: []
        }
    }

    /// Whether partners, buyers or dashboards call it, who have no certificate of the deployment's.
    public var facesStrangers: Bool {
        switch self {
        case .capture, .bidding, .reporting: true
        case .scoring, .routing: false
        }
    }

    /// Whether it seals or opens personal data, and so needs the master keys.
    public var needsMasterKeys: Bool {
        switch self {
        case .capture, .routing: true
        case .scoring, .bidding, .reporting: false
        }
    }
}
