import Reactor
import TLS

/// What a handler or interceptor knows of the call that it serves.
///
/// A reference to the call, cheap to copy, usable from any task.
public struct ServerContext: Sendable {
    let call: ServerCallContext

    init(_ call: ServerCallContext) {
        self.call = call
    }

    /// A context without a connection, for testing handlers: initial metadata goes nowhere.
    public init(
        path: String, metadata: Metadata = Metadata(), peer: String = "test",
        peerCertificate: PeerCertificate? = nil, deadline: Deadline? = nil, loop: EventLoop
    ) {
        call = ServerCallContext(
            path: path, metadata: metadata, peer: peer, peerCertificate: peerCertificate,
            deadline: deadline, loop: loop)
    }

    /// `/package.Service/Method`.
    public var path: String { call.path }
    /// What the caller sent beside its messages.
    public var metadata: Metadata { call.metadata }
    /// The address of the other end of the connection, for the log.
    public var peer: String { call.peer }
    /// Who is at the other end of the connection, if it showed a certificate that was verified.
    public var peerCertificate: PeerCertificate? { call.peerCertificate }
    /// By when the caller wants the answer. It isn't passed on to calls that the handler makes
    /// unless given to them: `CallOptions(deadline: context.deadline)`.
    public var deadline: Deadline? { call.deadline }
    /// The trace that the caller began; it is passed on to calls that the handler makes.
    public var trace: TraceContext? { call.trace }
    /// The loop that the call lives on, and that the handler runs on.
    public var loop: EventLoop { call.loop }

    /// A value left by an interceptor, `nil` when there is none.
    public subscript<Key: ContextKey>(key: Key.Type) -> Key.Value? {
        get { call.value(for: key) }
        nonmutating set { call.setValue(newValue, for: key) }
    }

    /// Leaves a value that was made before, perhaps for other calls.
    public func set<Key: ContextKey>(_ value: ContextValue<Key>) { call.setValue(value) }

    /// One object of its type that all calls of the connection share, made when first asked for:
    /// what interceptors keep from call to call. Nil where there is no connection. Only on the
    /// loop.
    public func ofConnection<Value: AnyObject>(_ make: () -> Value) -> Value? {
        guard let connection = call.connection else { return nil }
        call.loop.preconditionCurrent()
        return connection.object(make)
    }

    /// Adds metadata that is sent with the status. Without effect once the call has ended.
    public func setTrailing(_ name: String, _ value: String) throws(MetadataError) {
        var added = Metadata()
        try added.append(name, value)
        call.appendTrailing(added)
    }

    /// As above, for a name that ends in `-bin`.
    public func setTrailing(_ name: String, bytes: [UInt8]) throws(MetadataError) {
        var added = Metadata()
        try added.append(name, bytes: bytes)
        call.appendTrailing(added)
    }

    /// Compresses this call's responses, or doesn't, whatever the server does by default. They
    /// travel as they are to a client that doesn't take this compression. Only before the
    /// response's headers, and from the call's loop, as handlers run there.
    public func compressResponses(_ compression: Compression) {
        call.compressResponses(compression)
    }

    /// Whether the message read last was compressed, for the interoperability cases.
    package var requestWasCompressed: Bool { call.requestWasCompressed }

    /// Sends the response's headers now, with this metadata, instead of along with the first
    /// message. Only the first call of it, before any message, has an effect.
    public func sendInitialMetadata(_ metadata: Metadata) {
        call.sendInitialMetadata(metadata)
    }
}
