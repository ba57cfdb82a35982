import GRPC
import Synchronization
import Vault

/// All live credentials in memory, so that letting a call in asks nobody.
///
///     known hash ───────────────► the credential
///     unknown, lookups left ────► one question to the store; found ones are kept
///     unknown, no lookup left ──► refused until the next poll, which knows all there are
///
/// Lookups are limited, or strangers with invented keys would be a load on PostgreSQL.
public final class CredentialCache: Sendable {
    /// Lookups of unknown keys a second, and at once.
    static let lookupsPerSecond = 20

    private struct State {
        var known: [APIKeyHash: Credential] = [:]
        var lookupsLeft = CredentialCache.lookupsPerSecond
        var lookupsSecond: Int64 = 0
        /// The last question to the store had no answer.
        var isStoreAway = false
    }

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
        let all = try await asked { try await source.liveCredentials() }
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
    /// - Throws: `RPCError` UNAVAILABLE when the store is out of reach: a good key must not be
    ///   called bad because of that.
    nonisolated(nonsending) func lookUp(_ hash: APIKeyHash) async throws -> Credential? {
        guard takeLookup() else {
            if state.withLock({ $0.isStoreAway }) { throw Self.unavailable(nil) }
            return nil
        }
        let found: Credential?
        do {
            found = try await asked { try await source.credential(hash) }
        } catch {
            throw Self.unavailable(error)
        }
        guard let found, !hasExpired(found) else { return nil }
        state.withLock { $0.known[hash] = found }
        return found
    }

    private static func unavailable(_ cause: (any Error)?) -> RPCError {
        RPCError(.unavailable, "Keys can't be checked now; try again.", cause: cause)
    }

    /// Asks the store, and remembers whether it answered.
    private nonisolated(nonsending) func asked<Answer>(
        _ question: () async throws -> Answer
    ) async throws -> Answer {
        do {
            let answer = try await question()
            state.withLock { $0.isStoreAway = false }
            return answer
        } catch {
            state.withLock { $0.isStoreAway = true }
            throw error
        }
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
