/// A named predicate, ready to evaluate. A class, so that going through a campaign's filters
/// copies one reference each.
public final class Filter: Sendable {
    /// Unique within its owner.
    public let id: String
    /// What must hold.
    public let predicate: CompiledPredicate
    /// What an unknown result does.
    public let onUnknown: UnknownPolicy

    init(id: String, predicate: CompiledPredicate, onUnknown: UnknownPolicy) {
        self.id = id
        self.predicate = predicate
        self.onUnknown = onUnknown
    }
}

/// What a filter says of a lead.
public enum FilterResult: Hashable, Sendable {
    /// The lead passes.
    case pass
    /// It passes for now; all data will tell.
    case undecided
    /// It doesn't pass.
    case fail
}

extension Filter {
    /// What the filter says of a row in a phase.
    public func result(_ row: borrowing LeadRow, phase: Phase) -> FilterResult {
        switch predicate.verdict(row) {
        case .pass: .pass
        case .fail: .fail
        case .unknown: onUnknown == .passAndRecheck && phase == .ping ? .undecided : .fail
        }
    }

    /// Adds a reason for each test that keeps the filter from passing, or for the first only.
    func explain(
        _ row: borrowing LeadRow, code: ReasonCode, firstOnly: Bool, into reasons: inout [Reason]
    ) {
        var failing: [Int] = []
        predicate.blame(row, firstOnly: firstOnly, into: &failing)
        if failing.isEmpty {
            // An empty ANY: nothing was tested, and nothing can pass.
            reasons.append(Reason(code, .subject(id)))
        }
        for test in failing {
            reasons.append(Reason(code, .filter(failure(ofTest: test, row))))
        }
    }

    private func failure(ofTest index: Int, _ row: borrowing LeadRow) -> FilterFailure {
        let label = predicate.labels[index]
        let got: FilterFailure.Got =
            switch row.cells[predicate.tests[index].cell] {
            case .missing: .missing
            case .sealed: .withheld
            case .value(let value): label.mayBeQuoted ? .value(value) : .withheld
            }
        return FilterFailure(
            filter: id, field: label.field, op: label.op,
            negated: predicate.tests[index].negated != label.op.isNegation,
            want: label.operands, got: got)
    }
}

extension Operator {
    /// Operators that are another one's negation share its matcher.
    var isNegation: Bool {
        switch self {
        case .isNot, .notIn, .notBetween, .notContains, .missing: true
        default: false
        }
    }
}
