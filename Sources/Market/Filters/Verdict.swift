/// The result of a test on partial data (FEATURES C2), as in Kleene's three-valued logic.
public enum Verdict: Int, Hashable, Sendable {
    /// It holds.
    case pass = 1
    /// It doesn't.
    case fail = 2
    /// The data doesn't say.
    case unknown = 3

    /// Pass for true, fail for false.
    public init(_ holds: Bool) {
        self = holds ? .pass : .fail
    }

    /// Pass and fail swapped; unknown stays.
    public var negated: Verdict {
        switch self {
        case .pass: .fail
        case .fail: .pass
        case .unknown: .unknown
        }
    }
}
