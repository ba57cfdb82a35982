public import StrictYAML

extension FieldMapping {
    /// Reads a mapping file, or throws everything that is wrong with it, with lines.
    ///
    ///     separator: comma                       # or semicolon, tab
    ///     channel: education-web
    ///     number: Lead Number                    # contacts are made from this column
    ///     fields:
    ///       - {field: visits, column: TotalVisits, as: integer}
    ///       - {field: source, column: Lead Source, replace: {google: Google}}
    ///     source:
    ///       medium: {column: Lead Source, replace: {Google: ppc}, otherwise: web}
    ///       direction: {value: inbound}
    ///     sub_ids:
    ///       sub1: {column: Lead Number}
    ///     contacts: {phone: phone, email: email, first_name: first_name}
    ///     ignored: [Tags]
    public static func read(
        _ text: String, file: String = "mapping.yaml"
    ) throws(DocumentProblems) -> FieldMapping {
        let reader = YAMLReader(file: file)
        var mapping = FieldMapping()
        YAMLDocument.withRoot(of: text, reader) { root in
            let keys = [
                "separator", "channel", "number", "fields", "source", "sub_ids", "contacts",
                "ignored",
            ]
            let place = YAMLPlace(node: root, path: .init())
            guard let top = reader.mapping(place, keys: keys) else { return }
            mapping.read(top, reader)
        }
        guard reader.problems.isEmpty else { throw DocumentProblems(reader.reportedProblems) }
        return mapping
    }

    static let sourceNames = ["medium", "detail", "page_url", "direction"]
    static let subIdNames = [
        "sub1", "sub2", "sub3", "sub4", "sub5", "click_id", "source_id", "utm_source",
        "utm_medium", "utm_campaign", "utm_term", "utm_content",
    ]

    private mutating func read(_ top: YAMLMapping, _ reader: YAMLReader) {
        separator =
            reader.choice(top, "separator", CSVSeparator.allCases.map { ($0.rawValue, $0) })
            ?? .comma
        channel = reader.text(top, "channel")
        number = reader.text(top, "number")
        var names: Set<String> = []
        for place in reader.list(top, "fields") {
            guard let target = reader.field(place) else { continue }
            if !names.insert(target.name).inserted {
                reader.fail(place, "The field \(target.name) is mapped twice.")
            }
            fields.append(target)
        }
        source = reader.targets(top, "source", Self.sourceNames)
        subIds = reader.targets(top, "sub_ids", Self.subIdNames)
        contacts = reader.contacts(top, taken: names)
        ignoredColumns = reader.texts(top, "ignored")
        for column in ignoredColumns where readColumns.contains(column) {
            reader.fail(
                top.mark(of: "ignored"), top.path.key("ignored"),
                "The column \(column) is mapped, so it isn't ignored.")
        }
    }
}

extension YAMLReader {
    private static let valueKeys = ["column", "value", "as", "replace", "otherwise"]

    fileprivate func field(_ place: YAMLPlace) -> FieldMapping.Target? {
        guard let mapping = mapping(place, keys: ["field"] + Self.valueKeys) else { return nil }
        return FieldMapping.Target(text(mapping, "field", required: true), value(mapping))
    }

    /// A mapping of known names to values.
    fileprivate func targets(
        _ top: YAMLMapping, _ key: String, _ names: [String]
    ) -> [FieldMapping.Target] {
        guard let place = top[key], let mapping = mapping(place, keys: names) else { return [] }
        return names.compactMap { name in
            guard let place = mapping[name], let value = self.mapping(place, keys: Self.valueKeys)
            else { return nil }
            return FieldMapping.Target(name, self.value(value))
        }
    }

    fileprivate func contacts(
        _ top: YAMLMapping, taken: Set<String>
    ) -> [FieldMapping.ContactTarget] {
        let kinds = ReservedContacts.Kind.allCases
        guard let place = top["contacts"],
            let mapping = mapping(place, keys: kinds.map(\.rawValue))
        else { return [] }
        return kinds.compactMap { kind in
            guard let place = mapping[kind.rawValue], let name = text(place) else { return nil }
            if taken.contains(name) { fail(place, "The field \(name) is mapped twice.") }
            return FieldMapping.ContactTarget(name, kind)
        }
    }

    private func value(_ mapping: YAMLMapping) -> ColumnValue {
        var value = ColumnValue()
        if mapping.has("column") == mapping.has("value") {
            fail(mapping.mark, mapping.path, "Either 'column' or 'value' is needed.")
        }
        if mapping.has("column") { value.column = text(mapping, "column") }
        value.fixed = text(mapping, "value")
        value.form =
            choice(mapping, "as", ColumnValue.Form.allCases.map { ($0.rawValue, $0) }) ?? .text
        value.replacements = replacements(mapping)
        if mapping.has("otherwise") { value.otherwise = text(mapping, "otherwise") }
        return value
    }

    private func replacements(_ mapping: YAMLMapping) -> [String: String] {
        guard let place = mapping["replace"] else { return [:] }
        return textPairs(place)
    }
}
