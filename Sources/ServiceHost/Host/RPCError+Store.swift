public import GRPC
import Postgres

extension RPCError {
    /// A failure of the store as a caller may see it: whether trying again makes sense, and
    /// nothing of what the store said. The cause is for this process's log.
    ///
    /// An `RPCError` stays what it is; so does cancellation.
    public static func storing(_ error: any Error) -> any Error {
        switch error {
        case is RPCError, is CancellationError:
            return error
        case let error as PostgresError:
            return RPCError(postgres: error)
        default:
            return RPCError(
                .internal, "The exchange's store gave an answer that can't be used.", cause: error)
        }
    }

    private init(postgres error: PostgresError) {
        switch error.kind {
        case .overloaded, .acquireTimeout:
            self.init(
                .resourceExhausted, "The exchange is overloaded; try again later.", cause: error)
        case .unavailable, .connectionLost, .outcomeUnknown, .closed:
            self.init(
                .unavailable, "The exchange's store can't be reached; try again.", cause: error)
        case .server where error.isOutage:
            self.init(
                .unavailable,
                "The exchange's store is out of a resource; nothing was stored. Try again later.",
                cause: error)
        default:
            let mayPass = error.isRetryable
            self.init(
                mayPass ? .unavailable : .internal,
                mayPass
                    ? "The exchange's store is busy; try again."
                    : "The exchange's store refused; its log has the cause.",
                cause: error)
        }
    }
}

extension PostgresError {
    /// The server could do it another time: it is out of disk, memory or connections (class 53),
    /// its disk fails (58), or the statement took too long (57014).
    fileprivate var isOutage: Bool {
        ["53", "58"].contains(sqlState.errorClass) || sqlState == .queryCanceled
    }
}
