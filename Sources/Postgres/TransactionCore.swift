import Reactor

/// A transaction's state. Touched on its loop only.
///
///     fresh ──first statement──► open ──commit sent──► committing ──► committed
///       │                         │                        │             │
///       │                         └──────any error──► failed ◄           │
///       └───────────────────────────────end──► ended ◄──────────────end──┘
///
/// Whatever isn't committed when it ends is rolled back, behind the Sync of what came before.
final class TransactionCore {
    enum Phase { case fresh, open, committing, committed, failed(PostgresError), ended }

    private let isolation: TransactionIsolation
    private let lease: LoopBound<Pool.Lease>
    private let pool: LoopBound<Pool>
    private var phase = Phase.fresh

    init(
        isolation: TransactionIsolation, lease: LoopBound<Pool.Lease>, pool: LoopBound<Pool>
    ) {
        self.isolation = isolation
        self.lease = lease
        self.pool = pool
    }

    /// What an error thrown by the transaction's body means.
    enum Standing: Sendable {
        case undecided, committed
        case failed(PostgresError)
    }

    var standing: Standing {
        switch phase {
        case .failed(let error): .failed(error)
        case .committed: .committed
        case .fresh, .open, .committing, .ended: .undecided
        }
    }

    func perform(
        _ steps: [Step], commit: Bool,
        completion: @escaping (Result<[PostgresRows], any Error>) -> Void
    ) {
        let isFirst: Bool
        switch phase {
        case .fresh: isFirst = true
        case .open: isFirst = false
        case .failed(let error): return completion(.failure(error))
        case .committing, .committed, .ended: return completion(.failure(Self.isOver))
        }
        if steps.isEmpty, isFirst || !commit {
            if commit { phase = .committed }
            return completion(.success([]))
        }
        phase = commit ? .committing : .open
        var all: [Step] = isFirst ? [(isolation.begin, [])] : []
        all += steps
        if commit { all.append((TransactionIsolation.commit, [])) }
        let range = (isFirst ? 1 : 0)..<(all.count - (commit ? 1 : 0))
        send(all, commits: commit) { [self] result in
            if commit, case .success = result, case .committing = phase { phase = .committed }
            completion(result.map { Array($0[range]) }.mapError { $0 as any Error })
        }
    }

    func finish(_ completion: @escaping (Result<Void, any Error>) -> Void) {
        switch phase {
        case .fresh, .committed: completion(.success(()))
        case .failed(let error): completion(.failure(error))
        case .open, .committing, .ended:
            perform([], commit: true) { completion($0.map { _ in }) }
        }
    }

    func run(script sql: String, completion: @escaping (Result<Void, any Error>) -> Void) {
        switch phase {
        case .open: break
        case .failed(let error): return completion(.failure(error))
        default: return completion(.failure(Self.isOver))
        }
        lease.value.connection.run(script: sql) { [self] error in
            if let error { failed(error) }
            completion(error.map { .failure($0) } ?? .success(()))
        }
    }

    func end() {
        let (lease, pool) = (lease.value, pool.value)
        defer { phase = .ended }
        switch phase {
        case .ended: return
        case .fresh, .committed: return pool.release(lease)
        case .open, .committing, .failed: break
        }
        let rollback = Exchange([(TransactionIsolation.rollback, [])], commits: false) { result in
            if case .failure = result {
                // Whatever state it is in, nobody else shall find out.
                lease.connection.lose(lease.connection.brokenConnection())
            }
            pool.release(lease)
        }
        lease.connection.send(rollback)
    }

    private func send(
        _ steps: [Step], commits: Bool,
        completion: @escaping (Result<[PostgresRows], PostgresError>) -> Void
    ) {
        let exchange = Exchange(steps, commits: commits) { [self] result in
            if case .failure(let error) = result { failed(error) }
            completion(result)
        }
        lease.value.connection.send(exchange)
    }

    private func failed(_ error: PostgresError) {
        // The first error is the reason; those that follow are its consequence.
        switch phase {
        case .open, .committing: phase = .failed(error)
        default: break
        }
    }

    private static let isOver = PostgresError(
        .misuse, "A transaction was used after it had ended, or while it was committing.")
}
