import Reactor

/// What a group commit does on its loop.
///
/// An item:
///
///     queued ──batch──► on the wire ──stored──► its outcome
///        ▲                  ├──its data refused, alone──► its error
///        │                  ├──data refused, in company──► on the wire in half a batch
///        └──lock not free───┴──anything else──► that error, for the whole batch
final class GroupCommitCore<Item: Sendable, Outcome: Sendable> {
    struct Entry: Sendable {
        let item: Item
        let continuation: UnsafeContinuation<Outcome, any Error>
        var lockRetries = 0
    }

    private let client: PostgresClient
    private let name: String
    private let batchesMax: Int
    private let batch: Batch
    private let figures: BatchFigures
    private var queue: BatchQueue<Entry>
    private var batches = 0
    private var isStarting = false
    private var isSending = false

    init(
        client: PostgresClient, name: String, queue: BatchQueue<Entry>, batchesMax: Int,
        isIdempotent: Bool,
        run: @escaping @Sendable (PostgresClient, [Item]) async throws -> [Outcome]
    ) {
        self.client = client
        self.name = name
        self.queue = queue
        self.batchesMax = batchesMax
        figures = BatchFigures(name, client.metrics)
        batch = Batch(client: client, name: name, isIdempotent: isIdempotent, run: run)
    }

    func submit(_ entry: Entry, key: UInt64) {
        guard queue.append(entry, key: key) else {
            figures.refused.increment()
            return entry.continuation.resume(
                throwing: PostgresError(
                    .overloaded, "Too much is waiting to be stored.", statement: name))
        }
        if queue.count >= queue.batchMax { startNow() } else { startLater() }
    }

    /// At the end of the turn, so that whatever this turn brings goes along.
    private func startLater() {
        guard !isStarting, batches < batchesMax, !queue.isEmpty else { return }
        isStarting = true
        client.loop.atEndOfTurn { [self] in
            isStarting = false
            startNow()
        }
    }

    /// A full batch leaves in the middle of a turn: while PostgreSQL stores it, the loop reads on.
    private func startNow() {
        // A batch that ends before this returns (the pool refuses it) leaves the next to this loop.
        guard !isSending else { return }
        isSending = true
        defer { isSending = false }
        while batches < batchesMax, let (key, entries) = queue.next() {
            start(entries, key: key)
        }
    }

    private func start(_ entries: [Entry], key: UInt64) {
        batches += 1
        figures.size.record(entries.count)
        figures.queued.set(queue.count)
        let core = LoopBound(self, on: client.loop)
        let batch = batch
        // Sent before this returns: behind the turn's other jobs it would wait for all of them.
        Task.immediate(executorPreference: client.loop) {
            let locked = await batch.settle(entries[...])
            core.loop.isCurrent
                ? core.value.ended(locked, key: key)
                : core.execute { $0.ended(locked, key: key) }
        }
    }

    private func ended(_ locked: [Entry], key: UInt64) {
        batches -= 1
        queue.requeue(locked, key: key)
        // Before those whose items are stored go on: they may take the loop for milliseconds.
        if queue.count >= queue.batchMax { startNow() } else { startLater() }
    }
}

extension GroupCommitCore {
    /// Stores batches and tells the items what became of them.
    struct Batch: Sendable {
        let client: PostgresClient
        let name: String
        let isIdempotent: Bool
        let run: @Sendable (PostgresClient, [Item]) async throws -> [Outcome]

        /// - Returns: the entries that shall be queued again, because a lock wasn't free
        func settle(_ entries: ArraySlice<Entry>) async -> [Entry] {
            do {
                let outcomes = try await store(entries.map { $0.item })
                // Generic code that isn't specialized: each step of `zip` would cost more than
                // what it is for.
                var place = entries.startIndex
                for outcome in outcomes {
                    entries[place].continuation.resume(returning: outcome)
                    place += 1
                }
                return []
            } catch let error as PostgresError where error.sqlState == .lockNotAvailable {
                return requeued(entries, error)
            } catch let error as PostgresError where error.blamesData && entries.count > 1 {
                let middle = entries.startIndex + entries.count / 2
                let left = await settle(entries[..<middle])
                return left + (await settle(entries[middle...]))
            } catch {
                for entry in entries { entry.continuation.resume(throwing: error) }
                return []
            }
        }

        private func store(_ items: [Item]) async throws -> [Outcome] {
            var attempt = 1
            while true {
                do {
                    let outcomes = try await run(client, items)
                    guard outcomes.count == items.count else {
                        throw PostgresError(
                            .misuse, "A batch didn't answer each of its items.", statement: name)
                    }
                    return outcomes
                } catch let error as PostgresError
                    where error.kind == .outcomeUnknown && isIdempotent
                    && attempt < client.limits.attemptsMax
                {
                    attempt += 1
                }
            }
        }

        private func requeued(_ entries: ArraySlice<Entry>, _ error: PostgresError) -> [Entry] {
            var again: [Entry] = []
            for var entry in entries {
                entry.lockRetries += 1
                if entry.lockRetries > client.limits.lockRetriesMax {
                    entry.continuation.resume(throwing: error)
                } else {
                    again.append(entry)
                }
            }
            return again
        }
    }
}
