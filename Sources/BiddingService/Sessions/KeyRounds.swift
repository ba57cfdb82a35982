import GRPC
import Reactor
import ServiceHost

/// Ends the streams of keys that were revoked or have expired: a stream lasts, and its key was
/// looked at when it began.
struct KeyRounds: Sendable {
    /// Between two looks; the keys in memory are themselves at most a second old.
    static let interval: Microseconds = .seconds(1)

    let sessions: BuyerSessions
    /// Why a caller may not go on; nil while it may.
    let refusal: @Sendable (Caller) -> RPCError?

    /// Until cancelled.
    func run(on loop: EventLoop) async throws {
        while true {
            try await loop.sleep(until: loop.now + Self.interval)
            round()
        }
    }

    func round() {
        for session in sessions.all {
            if let refusal = refusal(session.caller) { session.end(because: refusal) }
        }
    }
}
