/// What a filter demands, as written: tests and groups of them (FEATURES C1). Operands are text
/// in the field's own type, as in configuration; `CompiledPredicate` is what evaluates.
public indirect enum Predicate: Hashable, Sendable {
    /// One test of one field.
    case test(field: String, Operator, [String])
    /// All must hold; an empty group holds.
    case all([Predicate])
    /// One must hold; an empty group doesn't.
    case any([Predicate])
    /// It must not hold.
    case not(Predicate)
}

/// What a filter does when its result is unknown (FEATURES C2).
public enum UnknownPolicy: Int, Hashable, Sendable {
    /// Unknown fails.
    case fail = 1
    /// Unknown passes at the ping, and is checked again on all data, where it fails.
    case passAndRecheck = 2
}

/// A named predicate whose failure is a reason.
public struct FilterDraft: Hashable, Sendable {
    /// Unique within its owner.
    public var id: String
    /// What must hold.
    public var predicate: Predicate
    /// What an unknown result does.
    public var onUnknown: UnknownPolicy

    /// A named predicate.
    public init(id: String, _ predicate: Predicate, onUnknown: UnknownPolicy = .fail) {
        self.id = id
        self.predicate = predicate
        self.onUnknown = onUnknown
    }
}

/// Fields that every lead has besides those of the schema, for filters and scores.
public enum BuiltinField: Int, CaseIterable, Sendable {
    /// `lead.score`: 1 to 10; missing when the lead wasn't scored.
    case score
    /// `lead.seller`: the seller's key.
    case seller
    /// `lead.channel`: the channel's key.
    case channel
    /// `lead.medium`: the medium of the source; missing when not said.
    case medium
    /// `lead.received_at`: when it came in.
    case receivedAt
    /// `lead.already_sold`: how many buyers have it.
    case alreadySold

    /// The name in configuration. Names of schema fields have no point, so none can clash.
    public var name: String {
        switch self {
        case .score: "lead.score"
        case .seller: "lead.seller"
        case .channel: "lead.channel"
        case .medium: "lead.medium"
        case .receivedAt: "lead.received_at"
        case .alreadySold: "lead.already_sold"
        }
    }

    /// What it holds.
    public var type: FieldType {
        switch self {
        case .score, .alreadySold: .integer
        case .seller, .channel, .medium: .text
        case .receivedAt: .datetime
        }
    }
}
