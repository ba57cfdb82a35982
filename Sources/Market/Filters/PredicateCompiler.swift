/// A test that is evaluated outside the market, where pattern engines live. Its result enters an
/// assessment as a fact, in the order of `Snapshot.externalTests`.
public struct ExternalTest: Hashable, Sendable {
    /// The field.
    public let field: String
    /// The pattern that the whole text must match.
    public let pattern: String

    /// A test.
    public init(field: String, pattern: String) {
        self.field = field
        self.pattern = pattern
    }
}

/// Turns predicates as written into ones that evaluate, and says what is wrong with them.
struct PredicateCompiler {
    let schema: FieldSchema
    let currency: Currency
    private(set) var externalTests: [ExternalTest] = []
    private(set) var errors: [ConfigError] = []
    private var result = CompiledPredicate()

    init(schema: FieldSchema, currency: Currency) {
        self.schema = schema
        self.currency = currency
    }

    /// The predicate, ready to evaluate, or nil after adding to `errors`.
    mutating func compile(_ predicate: Predicate, at path: ConfigPath) -> CompiledPredicate? {
        let errorsBefore = errors.count
        result = CompiledPredicate()
        add(predicate, negated: false, depth: 0, path)
        if result.tests.count > FilterLimits.maxTests {
            errors.append(ConfigError(path, "More than \(FilterLimits.maxTests) tests."))
        }
        return errors.count == errorsBefore ? result : nil
    }

    /// All filters of an owner, ready to evaluate; those with errors are left out.
    mutating func compile(_ drafts: [FilterDraft], at path: ConfigPath, _ key: String) -> [Filter] {
        var filters: [Filter] = []
        var seen: Set<String> = []
        for (index, draft) in drafts.enumerated() {
            let place = path.element(key, index)
            if draft.id.isEmpty {
                errors.append(ConfigError(place.key("id"), "A filter needs an id."))
            } else if !seen.insert(draft.id).inserted {
                errors.append(ConfigError(place.key("id"), "The id \(draft.id) is used twice."))
            }
            if let predicate = compile(draft.predicate, at: place.key("condition")) {
                filters.append(
                    Filter(id: draft.id, predicate: predicate, onUnknown: draft.onUnknown))
            }
        }
        return filters
    }

    private mutating func add(
        _ predicate: Predicate, negated: Bool, depth: Int, _ path: ConfigPath
    ) {
        guard depth <= FilterLimits.maxDepth else {
            errors.append(
                ConfigError(path, "Groups nest more than \(FilterLimits.maxDepth) deep."))
            return
        }
        switch predicate {
        case .test(let field, let op, let operands):
            addTest(field, op, operands, negated: negated, path)
        case .all(let children):
            addGroup(children, negated ? .any : .all, negated, depth, path, "all")
        case .any(let children):
            addGroup(children, negated ? .all : .any, negated, depth, path, "any")
        case .not(let child):
            add(child, negated: !negated, depth: depth + 1, path.key("not"))
        }
    }

    private mutating func addGroup(
        _ children: [Predicate], _ kind: CompiledPredicate.Node.Kind, _ negated: Bool,
        _ depth: Int, _ path: ConfigPath, _ key: String
    ) {
        let position = result.nodes.count
        result.nodes.append(.init(kind: kind, end: 0, test: -1))
        for (index, child) in children.enumerated() {
            add(child, negated: negated, depth: depth + 1, path.element(key, index))
        }
        if children.isEmpty { errors.append(ConfigError(path.key(key), "The group is empty.")) }
        result.nodes[position].end = Int32(result.nodes.count)
    }

    private mutating func addTest(
        _ field: String, _ op: Operator, _ operands: [String], negated: Bool, _ path: ConfigPath
    ) {
        guard let (cell, type, pii) = resolve(field) else {
            errors.append(ConfigError(path.key("field"), "No field is called \(field)."))
            return
        }
        guard op.operandCounts.contains(operands.count) else {
            errors.append(ConfigError(path.key("values"), op.operandCountMessage))
            return
        }
        guard !pii.isSealed || op == .exists || op == .missing else {
            let message = "\(field) is sealed (class \(pii.name)): only exists and missing apply."
            errors.append(ConfigError(path.key("op"), message))
            return
        }
        let builder = MatcherBuilder(type: type, currency: currency)
        switch builder.matcher(op, operands) {
        case .failure(let problem):
            let place = problem.operand.map { path.element("values", $0) } ?? path.key("op")
            errors.append(ConfigError(place, problem.message))
        case .success(let (matcher, values)):
            append(
                matcher ?? external(field, operands[0]), cell, negated != op.isNegation,
                .init(field: field, op: op, operands: values, mayBeQuoted: pii.mayBeQuoted))
        }
    }

    private mutating func append(
        _ matcher: Matcher, _ cell: Int, _ negated: Bool, _ label: CompiledPredicate.Label
    ) {
        let end = Int32(result.nodes.count + 1)
        result.nodes.append(.init(kind: .test, end: end, test: Int32(result.tests.count)))
        result.tests.append(.init(cell: cell, matcher: matcher, negated: negated))
        result.labels.append(label)
    }

    private mutating func external(_ field: String, _ pattern: String) -> Matcher {
        let test = ExternalTest(field: field, pattern: pattern)
        if let known = externalTests.firstIndex(of: test) { return .external(known) }
        externalTests.append(test)
        return .external(externalTests.count - 1)
    }

    private func resolve(_ name: String) -> (cell: Int, type: FieldType, pii: PIIClass)? {
        if let index = schema.index(of: name) {
            return (index, schema.fields[index].type, schema.fields[index].pii)
        }
        guard let field = BuiltinField.allCases.first(where: { $0.name == name }) else {
            return nil
        }
        return (schema.fields.count + field.rawValue, field.type, .none)
    }
}

extension Operator {
    fileprivate var operandCountMessage: String {
        switch operandCounts {
        case 0...0: "\(rawValue) takes no values."
        case 1...1: "\(rawValue) takes one value."
        case 2...2: "\(rawValue) takes two values."
        default: "\(rawValue) takes 1 to \(FilterLimits.maxOperands) values."
        }
    }
}
