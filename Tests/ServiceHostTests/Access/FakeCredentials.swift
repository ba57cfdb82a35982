import Postgres
import ServiceHost
import Synchronization
import Vault

/// Credentials in memory, which count how often they are asked for.
final class FakeCredentials: CredentialSource {
    private struct State {
        var all: [APIKeyHash: Credential] = [:]
        var lookups = 0
        var fails = false
        var isHeld = false
        var held: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// Adds a new key; gives its text.
    func add(_ caller: Caller, expiresAt: Int64? = nil) -> String {
        let key = APIKey.generate()
        state.withLock {
            $0.all[key.hash] = Credential(hash: key.hash, caller: caller, expiresAt: expiresAt)
        }
        return key.text
    }

    func removeAll() { state.withLock { $0.all.removeAll() } }

    func fail() { state.withLock { $0.fails = true } }

    /// Lookups wait from now on.
    func hold() { state.withLock { $0.isHeld = true } }

    /// Those that wait go on.
    func release() {
        let held = state.withLock { state in
            state.isHeld = false
            return state.held
        }
        for continuation in held { continuation.resume() }
    }

    var lookups: Int { state.withLock { $0.lookups } }

    nonisolated(nonsending) func liveCredentials() async throws -> [Credential] {
        try state.withLock { state in
            if state.fails { throw PostgresError(.unavailable, "away") }
            return Array(state.all.values)
        }
    }

    nonisolated(nonsending) func credential(_ hash: APIKeyHash) async throws -> Credential? {
        await withCheckedContinuation { continuation in
            let isHeld = state.withLock { state in
                state.lookups += 1
                if state.isHeld { state.held.append(continuation) }
                return state.isHeld
            }
            if !isHeld { continuation.resume() }
        }
        return try state.withLock { state in
            if state.fails { throw PostgresError(.unavailable, "away") }
            return state.all[hash]
        }
    }
}
