/// A lead's values laid out for tests: one cell for each field of the schema, then one for each
/// built-in field, so that a test finds its own without comparing names.
public struct LeadRow: Sendable {
    /// What a lead has of a field.
    enum Cell: Sendable {
        case missing
        /// It has it, but the value is sealed away.
        case sealed
        case value(FieldValue)
    }

    var cells: [Cell]
    /// The day on which ages are counted.
    let today: CivilDate
    /// The results of tests that were evaluated outside, by their index in the snapshot.
    let externals: [Verdict]

    init(
        _ fields: Fields, sealed: [String], schema: FieldSchema, today: CivilDate,
        externals: [Verdict]
    ) {
        cells = [Cell](
            repeating: .missing, count: schema.fields.count + BuiltinField.allCases.count)
        self.today = today
        self.externals = externals
        // Both lists are sorted: one pass finds all.
        var next = 0
        for (index, definition) in schema.fields.enumerated() {
            while next < fields.all.count, fields.all[next].name < definition.name { next += 1 }
            if next < fields.all.count, fields.all[next].name == definition.name {
                cells[index] = .value(fields.all[next].value)
            }
        }
        for name in sealed {
            guard let index = schema.index(of: name), case .missing = cells[index] else { continue }
            cells[index] = .sealed
        }
    }

    mutating func set(_ field: BuiltinField, _ value: FieldValue?) {
        let index = cells.count - BuiltinField.allCases.count + field.rawValue
        cells[index] = value.map(Cell.value) ?? .missing
    }
}
