import Market
import Testing

/// The compiled predicate against a plain one, and the fast path against the full one.
@Suite struct PredicatePropertyTests {
    @Test(arguments: [11, 12, 13, 14] as [UInt64])
    func compiledAgreesWithPlain(_ seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        for round in 0..<250 {
            let predicate = RandomPredicate.make(&random, depth: 4)
            let fields = RandomPredicate.fields(&random)
            let market = try FilterBench.snapshot([
                FilterDraft(id: "f", predicate, onUnknown: .passAndRecheck)
            ])
            let ping = try market.assess(FilterBench.facts(fields, phase: .ping)).candidates[0]
            let verdict: Verdict = ping.undecided ? .unknown : Verdict(ping.eligible)
            #expect(
                verdict == PlainPredicate.verdict(predicate, fields),
                "seed \(seed) round \(round): \(predicate) of \(fields.all)")
        }
    }

    @Test(arguments: [21, 22, 23, 24] as [UInt64])
    func fastPathGivesTheFirstOfAllReasons(_ seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        for round in 0..<100 {
            let filters = (0..<5).map { index in
                FilterDraft(
                    id: "f\(index)", RandomPredicate.make(&random, depth: 3),
                    onUnknown: random.oneIn(2) ? .fail : .passAndRecheck)
            }
            let market = try FilterBench.snapshot(filters)
            let facts = FilterBench.facts(
                RandomPredicate.fields(&random), phase: random.oneIn(2) ? .ping : .post)
            let fast = try market.assess(facts).candidates[0]
            let full = try market.assess(facts, explain: true).candidates[0]
            let place: Comment = "seed \(seed) round \(round)"
            #expect(fast.eligible == full.eligible, place)
            #expect(fast.undecided == full.undecided, place)
            #expect(fast.reasons == Array(full.reasons.prefix(1)), place)
        }
    }
}

enum RandomPredicate {
    static func make(_ random: inout SplitMix, depth: Int) -> Predicate {
        guard depth > 0, !random.oneIn(3) else { return test(&random) }
        let count = 1 + random.index(3)
        let children = (0..<count).map { _ in make(&random, depth: depth - 1) }
        switch random.index(3) {
        case 0: return .all(children)
        case 1: return .any(children)
        default: return .not(children[0])
        }
    }

    static func test(_ random: inout SplitMix) -> Predicate {
        if random.oneIn(2) {
            let op = random.pick([
                Operator.is, .isNot, .gt, .gte, .lt, .lte, .in, .notIn, .exists, .missing,
            ])
            let operands = op == .exists || op == .missing ? [] : ["\(random.index(4))"]
            return .test(field: "visits", op, operands)
        }
        let op = random.pick([Operator.is, .isNot, .in, .notIn, .startsWith, .contains, .exists])
        return .test(field: "state", op, op == .exists ? [] : [random.pick(["a", "b", "ab"])])
    }

    static func fields(_ random: inout SplitMix) -> Fields {
        var fields = Fields()
        if !random.oneIn(3) { fields["visits"] = .integer(random.number(0...4)) }
        if !random.oneIn(3) { fields["state"] = .text(random.pick(["a", "b", "ab", "ba", ""])) }
        return fields
    }
}

/// The same language, written down as simply as can be.
enum PlainPredicate {
    static func verdict(_ predicate: Predicate, _ fields: Fields) -> Verdict {
        switch predicate {
        case .all(let children):
            let verdicts = children.map { verdict($0, fields) }
            if verdicts.contains(.fail) { return .fail }
            return verdicts.contains(.unknown) ? .unknown : .pass
        case .any(let children):
            let verdicts = children.map { verdict($0, fields) }
            if verdicts.contains(.pass) { return .pass }
            return verdicts.contains(.unknown) ? .unknown : .fail
        case .not(let child): return verdict(child, fields).negated
        case .test(let field, let op, let operands):
            return test(op, operands, fields[field])
        }
    }

    private static func test(_ op: Operator, _ operands: [String], _ value: FieldValue?) -> Verdict
    {
        if op == .exists { return Verdict(value != nil) }
        if op == .missing { return Verdict(value == nil) }
        switch value {
        case .integer(let number):
            let wanted = operands.compactMap(Int64.init)
            switch op {
            case .is, .in: return Verdict(wanted.contains(number))
            case .isNot, .notIn: return Verdict(!wanted.contains(number))
            case .gt: return Verdict(number > wanted[0])
            case .gte: return Verdict(number >= wanted[0])
            case .lt: return Verdict(number < wanted[0])
            default: return Verdict(number <= wanted[0])
            }
        case .text(let text):
            switch op {
            case .is, .in: return Verdict(operands.contains(text))
            case .isNot, .notIn: return Verdict(!operands.contains(text))
            case .startsWith: return Verdict(text.hasPrefix(operands[0]))
            default: return Verdict(text.contains(operands[0]))
            }
        default: return .unknown
        }
    }
}
