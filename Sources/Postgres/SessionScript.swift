import Reactor

/// Runs a text of several commands on a connection of its own, without the session's
/// `statement_timeout`, and leaves the connection as it was.
///
///     timeout off ──► script ──► rollback (if the text left a transaction open) ──► timeout on
struct SessionScript: Sendable {
    static let noTimeoutLocally = Statement(
        control: "script.no_timeout", "SET LOCAL statement_timeout = 0")
    private static let noTimeout = Statement(
        control: "script.no_timeout", "SET statement_timeout = 0")
    private static let reset = Statement(control: "script.reset", "RESET ALL")

    let lease: LoopBound<Pool.Lease>
    let pool: LoopBound<Pool>

    /// On the loop.
    func run(_ sql: String, completion: @escaping (Result<Void, any Error>) -> Void) {
        let connection = lease.value.connection
        let prelude = Exchange([(Self.noTimeout, [])], commits: false) { result in
            if case .failure(let error) = result {
                pool.value.release(lease.value)
                return completion(.failure(error))
            }
            connection.run(script: sql) { error in
                completion(error.map { .failure($0) } ?? .success(()))
                restore()
            }
        }
        connection.send(prelude)
    }

    private func restore() {
        let connection = lease.value.connection
        connection.send(Exchange([(TransactionIsolation.rollback, [])], commits: false) { _ in })
        connection.send(
            Exchange([(Self.reset, [])], commits: false) { result in
                if case .failure = result { connection.lose(connection.brokenConnection()) }
                pool.value.release(lease.value)
            })
    }
}
