import Reactor

extension PostgresClient {
    /// Runs `body` with the pool on the loop: at once when we are there.
    func onLoop(_ body: @escaping @Sendable (Pool) -> Void) {
        if loop.isCurrent {
            body(pool.value)
        } else {
            let pool = pool
            loop.execute { body(pool.value) }
        }
    }

    /// Does the work until it succeeds or its error stands.
    nonisolated(nonsending) func retrying<R>(
        idempotent: Bool, _ work: nonisolated(nonsending) () async throws -> R
    ) async throws -> R {
        var attempt = 1
        while true {
            do {
                return try await work()
            } catch let error as PostgresError {
                let pause = retries.pause(
                    after: error, attempt: attempt, idempotent: idempotent,
                    random: .random(in: 0...1))
                guard let pause else { throw error }
                if pause > Microseconds(0) { await wait(pause) }
                attempt += 1
            }
        }
    }

    private nonisolated(nonsending) func wait(_ pause: Microseconds) async {
        let loop = loop
        await withUnsafeContinuation { continuation in
            onLoop { _ in
                loop.schedule(at: loop.now + pause) { continuation.resume() }
            }
        }
    }

    nonisolated(nonsending) func lease() async throws -> LoopBound<Pool.Lease> {
        let loop = loop
        return try await withUnsafeThrowingContinuation { continuation in
            onLoop { pool in
                pool.acquire { result in
                    continuation.resume(
                        with: result.map { LoopBound($0, on: loop) }.mapError { $0 as any Error })
                }
            }
        }
    }

    nonisolated(nonsending) func begin(
        _ isolation: TransactionIsolation
    ) async throws -> PostgresTransaction {
        let pool = pool
        return PostgresTransaction(
            loop: loop, limits: limits, isolation: isolation, lease: try await lease(), pool: pool)
    }
}

extension PostgresLimits {
    /// - Throws: ``PostgresError/Kind/misuse``
    func check(_ steps: [Step]) throws {
        guard steps.count <= stepsPerPipelineMax else {
            throw PostgresError(
                .misuse, "A pipeline has more than \(stepsPerPipelineMax) statements.")
        }
        for (statement, _) in steps where statement.isRefused {
            throw PostgresError(
                .misuse, "A transaction, COPY or LISTEN can't be run as a statement.",
                statement: statement.name)
        }
    }
}
