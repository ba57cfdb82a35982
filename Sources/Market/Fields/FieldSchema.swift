/// A field that leads may have (FEATURES A8).
public struct FieldDefinition: Hashable, Sendable {
    /// Lower snake case.
    public var name: String
    /// What it holds.
    public var type: FieldType
    /// How much it says about the consumer.
    public var pii: PIIClass
    /// A ping without it is refused.
    public var requiredOnPing: Bool
    /// A post or a submission without it is refused.
    public var requiredOnPost: Bool
    /// What an enumeration allows; of other texts, all that they may be when not empty.
    public var allowedValues: [String]
    /// The longest text, in characters.
    public var maxLength: Int
    /// Raw texts that mean "not given".
    public var missingValues: [String]

    /// A definition; everything but name and type has a default.
    public init(
        name: String, type: FieldType, pii: PIIClass = .none, requiredOnPing: Bool = false,
        requiredOnPost: Bool = false, allowedValues: [String] = [], maxLength: Int = 500,
        missingValues: [String] = []
    ) {
        self.name = name
        self.type = type
        self.pii = pii
        self.requiredOnPing = requiredOnPing
        self.requiredOnPost = requiredOnPost
        self.allowedValues = allowedValues
        self.maxLength = maxLength
        self.missingValues = missingValues
    }
}

/// Which half of ping-post a lead's data stands in. A submission is a post without a ping.
public enum Phase: Int, Hashable, Sendable {
    /// Partial data, before purchase.
    case ping = 1
    /// All data.
    case post = 2
}

/// The fields that leads may have, sorted by name. Names are unique: `Snapshot` sees to it.
public struct FieldSchema: Hashable, Sendable {
    /// Sorted by name.
    public let fields: [FieldDefinition]

    /// A schema of these fields.
    public init(_ fields: [FieldDefinition]) {
        self.fields = fields.sorted { $0.name < $1.name }
    }

    /// The place of a name in `fields`. Binary search.
    public func index(of name: String) -> Int? {
        var low = 0
        var high = fields.count
        while low < high {
            let middle = (low + high) / 2
            if fields[middle].name < name {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low < fields.count && fields[low].name == name ? low : nil
    }

    /// The definition of a name.
    public subscript(name: String) -> FieldDefinition? {
        index(of: name).map { fields[$0] }
    }
}
