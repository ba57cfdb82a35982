import HTTP2
import Reactor
import Synchronization
import TLS

/// The part of a served call that handlers and interceptors see, apart from its connection.
///
/// `@unchecked Sendable`: stored properties are constants, or behind the lock. The subclass
/// `ServerCall` adds state that is touched only on `loop`, which its entry points check.
class ServerCallContext: @unchecked Sendable {
    final let path: String
    final let metadata: Metadata
    final let peer: String
    final let peerCertificate: PeerCertificate?
    final let deadline: Deadline?
    final let trace: TraceContext?
    final let connection: ConnectionLocals?
    final let loop: EventLoop

    private struct Shared {
        var values = ContextValues()
        var trailing = Metadata()
    }

    private let shared = Mutex(Shared())

    init(
        path: String, metadata: Metadata, peer: String, peerCertificate: PeerCertificate?,
        deadline: Deadline?, trace: TraceContext? = nil, connection: ConnectionLocals? = nil,
        loop: EventLoop
    ) {
        self.path = path
        self.metadata = metadata
        self.peer = peer
        self.peerCertificate = peerCertificate
        self.deadline = deadline
        self.trace = trace
        self.connection = connection
        self.loop = loop
    }

    final func value<Key: ContextKey>(for key: Key.Type) -> Key.Value? {
        shared.withLock { $0.values.find(key) }
    }

    final func setValue<Key: ContextKey>(_ value: Key.Value?, for key: Key.Type) {
        if let value {
            setValue(ContextValue<Key>(value))
        } else {
            shared.withLock { $0.values.remove(ObjectIdentifier(key)) }
        }
    }

    final func setValue(_ value: KeyedValue) {
        shared.withLock { $0.values.set(value) }
    }

    /// What `setTrailing` has collected.
    final var trailing: Metadata { shared.withLock { $0.trailing } }

    final func appendTrailing(_ metadata: Metadata) {
        shared.withLock { $0.trailing.append(contentsOf: metadata) }
    }

    /// Nothing is compressed without a connection; `ServerCall` overrides both.
    var requestWasCompressed: Bool { false }
    func compressResponses(_ compression: Compression) {}

    /// Nothing to send to without a connection; `ServerCall` overrides it.
    func sendInitialMetadata(_ metadata: Metadata) {}

    /// Ends the call with this error, whatever its handler does. Any thread.
    func end(_ error: RPCError) {}
}
