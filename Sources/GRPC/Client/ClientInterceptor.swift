/// Sees every call of a channel, in the order given to it: adds metadata, logs, counts.
///
/// Neither function suspends. They may run on any thread.
public protocol ClientInterceptor: Sendable {
    /// May add metadata, shorten the deadline, or refuse the call by throwing.
    func begin(_ call: inout OutgoingCall) throws
    /// The call is over, after all its attempts. Called once for each `begin` that returned.
    func ended(_ call: OutgoingCall, _ outcome: CallOutcome)
}

extension ClientInterceptor {
    public func begin(_ call: inout OutgoingCall) throws {}
    public func ended(_ call: OutgoingCall, _ outcome: CallOutcome) {}
}

/// A call that a client is about to make.
public struct OutgoingCall: Sendable {
    /// `/package.Service/Method`.
    public let path: String
    public var metadata: Metadata
    public var deadline: Deadline?
    /// Whether it waits for a connection.
    public var waitForReady: Bool
    /// What is compressed.
    public let compression: CallCompression
    let idempotent: Bool
}
