import COpenSSL
import Synchronization

/// Sessions that a client may resume, the newest for each server name. A resumed handshake costs
/// neither side a signature.
///
/// `@unchecked Sendable`: the sessions are reached under the lock only, and each is handed to one
/// engine.
final class TLSSessions: @unchecked Sendable {
    /// More names than this are forgotten.
    private static let namesMax = 64

    private let kept = Mutex<[String: Session]>([:])

    private struct Session: @unchecked Sendable {
        let raw: OpaquePointer
    }

    deinit {
        kept.withLock { kept in
            for session in kept.values { SSL_SESSION_free(session.raw) }
        }
    }

    /// Owns the session from then on.
    func keep(_ session: OpaquePointer, for name: String) {
        let added = Session(raw: session)
        let old = kept.withLock { kept in
            let dropped = kept.count >= Self.namesMax ? kept.popFirst()?.value : nil
            let replaced = kept.updateValue(added, forKey: name)
            return [dropped, replaced]
        }
        for session in old { SSL_SESSION_free(session?.raw) }
    }

    /// The caller owns it. A ticket is shown once (RFC 8446 appendix C.4).
    func take(for name: String) -> OpaquePointer? {
        kept.withLock { $0.removeValue(forKey: name)?.raw }
    }
}
