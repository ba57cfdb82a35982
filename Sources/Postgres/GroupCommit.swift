import Reactor

/// Group commit: whatever is queued of one kind becomes one batch, and one commit.
///
/// There are no timers. While a batch is on the wire, what arrives is queued; when it ends, all
/// that is queued, up to `maxBatch`, is the next. Items submitted in one turn of the loop go
/// together, and a full batch goes at once. A batch that fails because of its data is split until
/// the culprit stands alone, so everybody gets his own outcome. A batch that waits too long for a
/// lock (55P03) goes back to the end of the queue as it is.
public final class GroupCommit<Item: Sendable, Outcome: Sendable>: Sendable {
    public let name: String
    private let loop: EventLoop
    private let partition: (@Sendable (Item) -> UInt64)?
    private let core: LoopBound<GroupCommitCore<Item, Outcome>>

    /// - Parameters:
    ///   - name: what errors call it
    ///   - maxBatch: items in one batch
    ///   - maxQueued: items that wait; one more is refused with `overloaded`
    ///   - connectionsInUse: batches on the wire at a time
    ///   - idempotent: running an item twice has the effect of running it once, so a batch whose
    ///     fate is unknown after a lost connection may be repeated
    ///   - partition: items with different keys never share a batch (a tenant, say)
    ///   - run: stores a batch in one transaction; returns one outcome an item, in their order.
    ///     It may be called again for the same items when nothing of them was stored.
    public init(
        client: PostgresClient, name: String, maxBatch: Int, maxQueued: Int,
        connectionsInUse: Int = 1, idempotent: Bool = false,
        partition: (@Sendable (Item) -> UInt64)? = nil,
        run: @escaping @Sendable (PostgresClient, [Item]) async throws -> [Outcome]
    ) {
        precondition(connectionsInUse > 0, "a group commit needs a connection")
        self.name = name
        self.partition = partition
        loop = client.loop
        let core = GroupCommitCore(
            client: client, name: name,
            queue: BatchQueue<GroupCommitCore<Item, Outcome>.Entry>(
                batchMax: maxBatch, queuedMax: maxQueued),
            batchesMax: connectionsInUse, isIdempotent: idempotent, run: run)
        self.core = LoopBound(core, on: client.loop)
    }

    /// Queues the item and waits for its outcome.
    /// - Throws: ``PostgresError``: `overloaded` at once when the queue is full; otherwise what
    ///   became of this item
    public nonisolated(nonsending) func submit(_ item: Item) async throws -> Outcome {
        let key = partition?(item) ?? 0
        return try await withUnsafeThrowingContinuation { continuation in
            let entry = GroupCommitCore<Item, Outcome>.Entry(
                item: item, continuation: continuation)
            if loop.isCurrent {
                core.value.submit(entry, key: key)
            } else {
                core.execute { $0.submit(entry, key: key) }
            }
        }
    }
}
