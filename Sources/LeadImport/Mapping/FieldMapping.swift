/// Says which column of a CSV file becomes which field of a lead. Read from a mapping file, see
/// `Examples/education.mapping.yaml`.
public struct FieldMapping: Sendable {
    /// What stands between values.
    public var separator = CSVSeparator.comma
    /// The channel that the leads go to; empty: that of the key.
    public var channel = ""
    /// The column with the number that contacts are made from; empty: the row's own number.
    public var number = ""
    /// The fields of the lead.
    public var fields: [Target] = []
    /// Members of the submission's source: medium, detail, page_url, direction.
    public var source: [Target] = []
    /// Tracking values: sub1 to sub5, click_id and the others of `leadline.v1.SubIds`.
    public var subIds: [Target] = []
    /// Fields that get contacts made from the lead's number.
    public var contacts: [ContactTarget] = []
    /// Columns that are left out on purpose. A column that is neither mapped nor left out is an
    /// error, so that nothing is lost by a slip.
    public var ignoredColumns: [String] = []

    /// A field and where its value comes from.
    public struct Target: Hashable, Sendable {
        /// The field.
        public var name: String
        /// Where the value comes from.
        public var value: ColumnValue

        /// A field and its value.
        public init(_ name: String, _ value: ColumnValue) {
            self.name = name
            self.value = value
        }
    }

    /// A field and the kind of contact made for it.
    public struct ContactTarget: Hashable, Sendable {
        /// The field.
        public var name: String
        /// What is made.
        public var kind: ReservedContacts.Kind

        /// A field and its contact.
        public init(_ name: String, _ kind: ReservedContacts.Kind) {
            self.name = name
            self.kind = kind
        }
    }

    /// A mapping without fields.
    public init() {}

    /// Columns that the mapping reads, each once, in its order.
    var readColumns: [String] {
        var columns: [String] = number.isEmpty ? [] : [number]
        for target in fields + source + subIds {
            if let column = target.value.column, !columns.contains(column) {
                columns.append(column)
            }
        }
        return columns
    }
}
