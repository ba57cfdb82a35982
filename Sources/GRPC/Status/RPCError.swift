/// The failure of a call: what a handler throws to answer with a status, and what a client call
/// throws when the status isn't OK.
///
/// `description` is the code and the sentence. The cause is for this process's log alone: it never
/// travels, and is shown by `debugDescription` only.
public struct RPCError: Error, Sendable {
    /// The open set of status codes.
    public typealias Code = Status.Code

    /// What happened. Never `.ok`.
    public var code: Code
    /// A sentence that says who is at fault; never personal data, never SQL.
    public var message: String
    /// Trailing metadata sent or received with the status.
    public var metadata: Metadata
    /// `grpc-status-details-bin`: a serialized `google.rpc.Status`, or empty.
    public var details: [UInt8]
    /// What led to it, for the log of this process.
    public var cause: (any Error)?

    public init(
        _ code: Code, _ message: String, metadata: Metadata = Metadata(), details: [UInt8] = [],
        cause: (any Error)? = nil
    ) {
        assert(code != .ok, "OK is not an error")
        self.code = code
        self.message = message
        self.metadata = metadata
        self.details = details
        self.cause = cause
    }

    /// The status that this error is sent or was received as.
    public var status: Status { Status(code, message, details: details) }
}

extension RPCError: CustomStringConvertible, CustomDebugStringConvertible {
    public var description: String { status.description }

    public var debugDescription: String {
        guard let cause else { return description }
        return "\(description) (cause: \(cause))"
    }
}

extension RPCError {
    /// The one place where any thrown error becomes a status: an `RPCError` stays what it is, a
    /// cancelled task is CANCELLED, and all else is UNKNOWN with a generic sentence, since what a
    /// stranger's error says may hold what a caller must not see.
    static func converting(_ error: any Error, thrownBy path: String) -> RPCError {
        switch error {
        case let error as RPCError:
            return error
        case is CancellationError:
            return RPCError(.cancelled, "\(path) was cancelled before it finished.", cause: error)
        default:
            let message = "\(path) failed on the server; its log has the cause."
            return RPCError(.unknown, message, cause: error)
        }
    }
}
