/// Makes a matcher of an operator and its operands for a type of field.
struct MatcherBuilder {
    /// What is wrong, and with which operand; none means the operator itself.
    struct Problem: Error {
        let message: String
        var operand: Int?
    }

    let type: FieldType
    let currency: Currency

    /// The matcher, nil where the test is evaluated outside, and the operands as values.
    func matcher(
        _ op: Operator, _ operands: [String]
    ) -> Result<(Matcher?, [FieldValue]), Problem> {
        do throws(Problem) {
            switch op {
            case .exists, .missing: return .success((.present, []))
            case .matches: return .success((nil, try patterns(operands)))
            case .ageBetween: return .success(try age(operands))
            default: break
            }
            let values = try parsed(operands)
            switch type.storage {
            case .text: return .success((try textMatcher(op, values), values))
            case .number: return .success((try numberMatcher(op, values), values))
            case .list: return .success((try listMatcher(op, values), values))
            }
        } catch {
            return .failure(error)
        }
    }

    private func patterns(_ operands: [String]) throws(Problem) -> [FieldValue] {
        guard type.storage == .text else { throw inapplicable(.matches) }
        return operands.map(FieldValue.text)
    }

    private func age(_ operands: [String]) throws(Problem) -> (Matcher, [FieldValue]) {
        guard type == .date else { throw inapplicable(.ageBetween) }
        var years: [Int] = []
        for (index, operand) in operands.enumerated() {
            guard let value = Int(operand), (0...200).contains(value) else {
                throw Problem(message: "An age is a number of years, 0 to 200.", operand: index)
            }
            years.append(value)
        }
        guard years[0] <= years[1] else { throw Self.descending }
        return (.age(years[0]...years[1]), years.map { .integer(Int64($0)) })
    }

    private func parsed(_ operands: [String]) throws(Problem) -> [FieldValue] {
        // A member of a list is text; only a list itself is split at semicolons.
        let type = type == .list ? FieldType.text : type
        var values: [FieldValue] = []
        values.reserveCapacity(operands.count)
        for (index, operand) in operands.enumerated() {
            guard let value = type.value(of: operand, currency: currency) else {
                throw Problem(message: "\(operand) isn't a \(type.name).", operand: index)
            }
            values.append(value)
        }
        return values
    }

    private func numberMatcher(
        _ op: Operator, _ values: [FieldValue]
    ) throws(Problem) -> Matcher {
        let numbers = values.compactMap(\.number)
        switch op {
        case .is, .isNot: return .numberIn(numbers[0]...numbers[0])
        case .in, .notIn: return .oneOfNumbers(numbers.sortedUnique())
        case .gt: return numbers[0] == .max ? .never : .numberIn(numbers[0] + 1 ... .max)
        case .gte: return .numberIn(numbers[0] ... .max)
        case .lt: return numbers[0] == .min ? .never : .numberIn(.min...numbers[0] - 1)
        case .lte: return .numberIn(.min...numbers[0])
        case .between, .notBetween:
            guard numbers[0] <= numbers[1] else { throw Self.descending }
            return .numberIn(numbers[0]...numbers[1])
        default: throw inapplicable(op)
        }
    }

    private func textMatcher(
        _ op: Operator, _ values: [FieldValue]
    ) throws(Problem) -> Matcher {
        let texts = texts(of: values)
        switch op {
        case .is, .isNot: return .text(texts[0])
        case .in, .notIn: return .oneOfTexts(texts.sortedUnique())
        case .gt: return Self.between(texts[0], nil, includesLower: false)
        case .gte: return Self.between(texts[0], nil)
        case .lt: return Self.between(nil, texts[0], includesUpper: false)
        case .lte: return Self.between(nil, texts[0])
        case .between, .notBetween:
            guard texts[0] <= texts[1] else { throw Self.descending }
            return Self.between(texts[0], texts[1])
        case .startsWith: return .prefix(Array(texts[0].utf8))
        case .contains, .notContains: return .infix(Array(texts[0].utf8))
        default: throw inapplicable(op)
        }
    }

    private func listMatcher(
        _ op: Operator, _ values: [FieldValue]
    ) throws(Problem) -> Matcher {
        let texts = texts(of: values)
        switch op {
        case .is, .isNot: return .onlyMember(texts[0])
        case .in, .notIn, .contains, .notContains: return .anyMember(texts.sortedUnique())
        default: throw inapplicable(op)
        }
    }

    private func texts(of values: [FieldValue]) -> [String] {
        values.compactMap { if case .text(let text) = $0 { text } else { nil } }
    }

    private static func between(
        _ lower: String?, _ upper: String?, includesLower: Bool = true, includesUpper: Bool = true
    ) -> Matcher {
        .textBetween(
            lower: lower, upper: upper, includesLower: includesLower,
            includesUpper: includesUpper)
    }

    private func inapplicable(_ op: Operator) -> Problem {
        Problem(message: "\(op.rawValue) doesn't apply to a \(type.name).")
    }

    private static let descending = Problem(
        message: "The first value must not be greater than the second.", operand: 0)
}
