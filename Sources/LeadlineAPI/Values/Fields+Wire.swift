public import Market

extension Fields {
    /// The most fields that a message may hold.
    public static let maxCount = 200

    /// Values as they were sent. Throws `missing` for a field without a name or a value,
    /// `malformed` for a name that occurs twice, `outOfRange` beyond `maxCount`; the caller adds
    /// the name of the repeated field.
    public init(wire: [WireField]) throws(WireError) {
        guard wire.count <= Self.maxCount else {
            throw WireError(.outOfRange, "", "must not hold more than \(Self.maxCount) fields")
        }
        self.init()
        for (index, field) in wire.enumerated() {
            guard !field.name.isEmpty else { throw .missing("[\(index)].name") }
            let value = try within("[\(index)].value") { () throws(WireError) in
                try FieldValue(wire: field.value)
            }
            let before = count
            self[field.name] = value
            guard count > before else {
                throw WireError(.malformed, "[\(index)].name", "must not occur twice")
            }
        }
    }

    /// The values as they are sent, sorted by name.
    public var wire: [WireField] { all.map(\.wire) }
}

extension Field {
    /// The named value as it is sent.
    public var wire: WireField {
        var wire = WireField()
        wire.name = name
        wire.value = value.wire
        return wire
    }
}
