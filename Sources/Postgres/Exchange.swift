import Reactor

/// One statement and its parameters.
typealias Step = (Statement, [PostgresValue])

/// One trip to the server: statements in order, then a Sync. Completed exactly once, on the loop.
final class Exchange {
    let steps: [Step]
    /// Whether its Sync commits. False inside an open transaction.
    let commits: Bool
    /// Under which names its statements are prepared on the connection that it was sent on.
    var serverNames: [String] = []
    /// When its caller asked for it.
    var submitted = MonotonicTime(microseconds: 0)
    /// Called after the completion: the pool's turn.
    var onCompletion: (() -> Void)?
    private var completion: ((Result<[PostgresRows], PostgresError>) -> Void)?

    init(
        _ steps: [Step], commits: Bool,
        completion: @escaping (Result<[PostgresRows], PostgresError>) -> Void
    ) {
        self.steps = steps
        self.commits = commits
        self.completion = completion
    }

    func complete(_ result: Result<[PostgresRows], PostgresError>) {
        guard let completion else { preconditionFailure("an exchange was completed twice") }
        self.completion = nil
        completion(result)
        onCompletion?()
        onCompletion = nil
    }
}
