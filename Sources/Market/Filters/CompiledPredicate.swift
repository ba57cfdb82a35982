/// A predicate ready to evaluate: fields are places in a row, operands are values, NOT is pushed
/// down to the tests (De Morgan holds in three-valued logic), and the tree lies flat in prefix
/// order, so that evaluating it touches no reference counts but those of texts.
public struct CompiledPredicate: Sendable {
    /// A group, or a test.
    struct Node: Sendable {
        enum Kind: Sendable {
            case all
            case any
            case test
        }

        let kind: Kind
        /// The node after this one's descendants.
        var end: Int32
        /// Index of the test.
        let test: Int32
    }

    /// One test.
    struct Test: Sendable {
        let cell: Int
        let matcher: Matcher
        let negated: Bool
    }

    /// What a test's failure says. Apart from the test, since only failures need it.
    struct Label: Sendable {
        let field: String
        let op: Operator
        let operands: [FieldValue]
        let mayBeQuoted: Bool
    }

    var nodes: [Node] = []
    var tests: [Test] = []
    var labels: [Label] = []

    /// Whether the predicate holds for a row; stops as soon as that is clear.
    public func verdict(_ row: borrowing LeadRow) -> Verdict {
        guard nodes.count > 1 else { return verdict(ofTest: 0, row) }
        var position = 0
        return verdict(at: &position, row)
    }

    private func verdict(at position: inout Int, _ row: borrowing LeadRow) -> Verdict {
        let node = nodes[position]
        guard node.kind != .test else {
            position += 1
            return verdict(ofTest: Int(node.test), row)
        }
        // A fail settles an ALL and a pass an ANY; otherwise one unknown makes it unknown.
        let settling: Verdict = node.kind == .all ? .fail : .pass
        var result = settling.negated
        position += 1
        while position < Int(node.end) {
            let verdict = verdict(at: &position, row)
            if verdict == settling {
                position = Int(node.end)
                return settling
            }
            if verdict == .unknown { result = .unknown }
        }
        return result
    }

    func verdict(ofTest index: Int, _ row: borrowing LeadRow) -> Verdict {
        let verdict = tests[index].matcher.verdict(row.cells[tests[index].cell], in: row)
        return tests[index].negated ? verdict.negated : verdict
    }
}

extension CompiledPredicate {
    /// Adds the tests that keep the predicate from passing: of an ALL, those in every child that
    /// doesn't pass; of an ANY that doesn't pass, those in all children. With `firstOnly` it
    /// stops after one, which is the first of what it would add otherwise.
    func blame(_ row: borrowing LeadRow, firstOnly: Bool, into failing: inout [Int]) {
        var position = 0
        _ = blame(at: &position, row, firstOnly: firstOnly, into: &failing)
    }

    private func blame(
        at position: inout Int, _ row: borrowing LeadRow, firstOnly: Bool,
        into failing: inout [Int]
    ) -> Verdict {
        let node = nodes[position]
        position += 1
        guard node.kind != .test else {
            let verdict = verdict(ofTest: Int(node.test), row)
            if verdict != .pass { failing.append(Int(node.test)) }
            return verdict
        }
        let before = failing.count
        let settling: Verdict = node.kind == .all ? .fail : .pass
        var result = settling.negated
        while position < Int(node.end) {
            let verdict = blame(at: &position, row, firstOnly: false, into: &failing)
            if verdict == settling {
                result = settling
            } else if verdict == .unknown, result != settling {
                result = .unknown
            }
        }
        if result == .pass { failing.removeLast(failing.count - before) }
        if firstOnly, failing.count > before + 1 {
            failing.removeLast(failing.count - before - 1)
        }
        return result
    }
}
