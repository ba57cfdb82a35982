/// Why something did or didn't happen: a code and what it is about. Never personal data.
public struct Reason: Hashable, Sendable {
    /// The code.
    public let code: ReasonCode
    /// What it is about.
    public let detail: ReasonDetail

    /// A reason.
    public init(_ code: ReasonCode, _ detail: ReasonDetail = .none) {
        self.code = code
        self.detail = detail
    }
}

/// What a reason is about. Kept as values and made into text only when somebody reads it.
public enum ReasonDetail: Hashable, Sendable {
    /// The code says it all.
    case none
    /// A field, by name.
    case field(String)
    /// A filter, cap, list or rule, by its id.
    case subject(String)
    /// A filter and the test in it that failed.
    case filter(FilterFailure)
    /// A code of the other party's own.
    case partyCode(String)
    /// A price: what was needed to win, or what a buyer counters with.
    case price(Money)
    /// What was wrong, in a sentence for people.
    case message(String)
}

/// A filter and the test in it that failed.
public struct FilterFailure: Hashable, Sendable {
    /// The filter's id, unique within its owner.
    public let filter: String
    /// The field that was tested.
    public let field: String
    /// How.
    public let op: Operator
    /// Whether the test stood under a NOT, so that it should not have held.
    public let negated: Bool
    /// The operands.
    public let want: [FieldValue]
    /// What was found.
    public let got: Got

    /// A failed test.
    public init(
        filter: String, field: String, op: Operator, negated: Bool, want: [FieldValue], got: Got
    ) {
        self.filter = filter
        self.field = field
        self.op = op
        self.negated = negated
        self.want = want
        self.got = got
    }

    /// What a failing test found.
    public enum Got: Hashable, Sendable {
        /// The lead doesn't have the field, or the test couldn't be evaluated.
        case missing
        /// This value.
        case value(FieldValue)
        /// A value that is personal data.
        case withheld
    }
}

extension Reason {
    /// The filter, cap, list or rule concerned.
    public var subject: String? {
        switch detail {
        case .subject(let subject): subject
        case .filter(let failure): failure.filter
        default: nil
        }
    }

    /// The field concerned.
    public var field: String? {
        switch detail {
        case .field(let name): name
        case .filter(let failure): failure.field
        default: nil
        }
    }

    /// The operator of the failing test, "not " before it when it stood under a NOT.
    public var op: String? {
        guard case .filter(let failure) = detail else { return nil }
        return (failure.negated ? "not " : "") + failure.op.rawValue
    }

    /// What the failing test wanted, as text; values beyond the tenth are counted only.
    public var want: String? {
        guard case .filter(let failure) = detail else { return nil }
        let shown = failure.want.prefix(10).map(\.description).joined(separator: ", ")
        let more = failure.want.count - 10
        return more > 0 ? shown + ", and \(more) more" : shown
    }

    /// What the failing test found, as text; nil when missing or withheld.
    public var got: String? {
        guard case .filter(let failure) = detail, case .value(let value) = failure.got else {
            return nil
        }
        return value.description
    }

    /// A code of the other party's own.
    public var partyCode: String? {
        guard case .partyCode(let code) = detail else { return nil }
        return code
    }

    /// The price that was needed, or a counter-offer.
    public var price: Money? {
        guard case .price(let price) = detail else { return nil }
        return price
    }

    /// A sentence for people.
    public var message: String? {
        guard case .message(let message) = detail else { return nil }
        return message
    }
}

extension Reason: CustomStringConvertible {
    /// Code and detail in one line, for operators.
    public var description: String {
        switch detail {
        case .none: code.name
        case .field(let name): "\(code.name)(\(name))"
        case .subject(let subject): "\(code.name)(\(subject))"
        case .filter(let failure):
            "\(code.name)(\(failure.filter): \(failure.field) \(op ?? "") \(want ?? ""); "
                + "got \(got ?? (failure.got == .withheld ? "withheld" : "nothing")))"
        case .partyCode(let partyCode): "\(code.name)(\(partyCode))"
        case .price(let price): "\(code.name)(\(price))"
        case .message(let message): "\(code.name)(\(message))"
        }
    }
}

/// How often a code occurred: what a seller may know of buyers that didn't buy.
public struct ReasonCount: Hashable, Sendable {
    /// The code.
    public let code: ReasonCode
    /// How many candidates it stopped.
    public let count: Int

    /// A count.
    public init(_ code: ReasonCode, _ count: Int) {
        self.code = code
        self.count = count
    }

    /// Counts by code, sorted by the codes' numbers.
    public static func counting(_ codes: some Sequence<ReasonCode>) -> [ReasonCount] {
        var counts: [ReasonCount] = []
        for code in codes.sorted(by: { $0.rawValue < $1.rawValue }) {
            if counts.last?.code == code {
                counts[counts.count - 1] = ReasonCount(code, counts[counts.count - 1].count + 1)
            } else {
                counts.append(ReasonCount(code, 1))
            }
        }
        return counts
    }
}
