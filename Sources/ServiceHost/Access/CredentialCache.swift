import GRPC
import Synchronization
import Vault

/// All live credentials in memory, so that letting a call in asks nobody.
///
///     known hash ───────────────► the credential
///     unknown, being asked for ─► waits for that answer
///     unknown, lookups left ────► one question to the store; found ones are kept
///     unknown, no lookup left ──► UNAVAILABLE until the next second, or the next poll finds it
///
/// Lookups are limited, or strangers with invented keys would be a load on PostgreSQL.
public final class CredentialCache: Sendable {
    /// Lookups of unknown keys a second, and at once.
    static let lookupsPerSecond = 20

    private struct State {
        var known: [APIKeyHash: Credential] = [:]
        var lookupsLeft = CredentialCache.lookupsPerSecond
        var lookupsSecond: Int64 = 0
        /// Who waits for the answer to a question that is under way.
        var asked: [APIKeyHash: [CheckedContinuation<Answer?, Never>]] = [:]
    }

    /// What the store said of a key, or that it couldn't be asked.
    private typealias Answer = Result<Credential?, RPCError>

    private let source: any CredentialSource
    private let clock: WallClock
    private let state = Mutex(State())
    /// Rises whenever a credential may have gone: what was known before has to be looked at again.
    private let changes = Atomic<Int>(0)

    /// An empty cache.
    public init(source: any CredentialSource, clock: WallClock = .system) {
        self.source = source
        self.clock = clock
    }

    /// Takes over all live credentials; those that were revoked are gone from then on.
    public nonisolated(nonsending) func refresh() async throws {
        let all = try await source.liveCredentials()
        let known = Dictionary(all.map { ($0.hash, $0) }, uniquingKeysWith: { first, _ in first })
        state.withLock { $0.known = known }
        changes.wrappingAdd(1, ordering: .sequentiallyConsistent)
    }

    /// The same number twice: no credential has gone in between, though one may have expired.
    var version: Int { changes.load(ordering: .sequentiallyConsistent) }

    /// Whether a credential's time is over.
    func hasExpired(_ credential: Credential) -> Bool {
        credential.expiresAt != nil && credential.isExpired(at: clock.microseconds())
    }

    /// The credential when it is known and not expired.
    func known(_ hash: APIKeyHash) -> Credential? {
        let found = state.withLock { $0.known[hash] }
        guard let found, !hasExpired(found) else { return nil }
        return found
    }

    /// Why a caller that was let in may not go on; nil while its key is good. For calls that last:
    /// a key is revoked, or expires, while its stream is open.
    public func refusal(of caller: Caller) -> RPCError? {
        guard let key = caller.key, known(key) == nil else { return nil }
        return RPCError(.unauthenticated, "This key was revoked or has expired.")
    }

    /// Asks the store for a key that isn't known yet, such as one made a moment ago.
    ///
    /// - Throws: `RPCError` UNAVAILABLE when the store is out of reach, or was asked too often: a
    ///   good key must not be called bad because of that.
    nonisolated(nonsending) func lookUp(_ hash: APIKeyHash) async throws -> Credential? {
        if let shared = await answerUnderWay(hash) { return try shared.get() }
        let answer = await ask(hash)
        let waiting = state.withLock { $0.asked.removeValue(forKey: hash) }
        for waiter in waiting ?? [] { waiter.resume(returning: answer) }
        return try answer.get()
    }

    /// What somebody else's question brings; nil when this caller is the one to ask.
    private nonisolated(nonsending) func answerUnderWay(_ hash: APIKeyHash) async -> Answer? {
        await withCheckedContinuation { continuation in
            let isFirst = state.withLock { state in
                guard state.asked[hash] == nil else {
                    state.asked[hash]?.append(continuation)
                    return false
                }
                state.asked[hash] = []
                return true
            }
            if isFirst { continuation.resume(returning: nil) }
        }
    }

    private nonisolated(nonsending) func ask(_ hash: APIKeyHash) async -> Answer {
        // It may have become known while this caller waited for its turn.
        if let known = known(hash) { return .success(known) }
        guard takeLookup() else { return .failure(Self.unavailable(nil)) }
        do {
            let found = try await source.credential(hash)
            guard let found, !hasExpired(found) else { return .success(nil) }
            state.withLock { $0.known[hash] = found }
            return .success(found)
        } catch {
            return .failure(Self.unavailable(error))
        }
    }

    private static func unavailable(_ cause: (any Error)?) -> RPCError {
        RPCError(.unavailable, "Keys can't be checked now; try again.", cause: cause)
    }

    private func takeLookup() -> Bool {
        let second = clock.microseconds() / 1_000_000
        return state.withLock { state in
            if state.lookupsSecond != second {
                state.lookupsSecond = second
                state.lookupsLeft = Self.lookupsPerSecond
            }
            guard state.lookupsLeft > 0 else { return false }
            state.lookupsLeft -= 1
            return true
        }
    }
}
