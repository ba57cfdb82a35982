extension Status {
    /// A gRPC status code: the number that travels in `grpc-status`.
    ///
    /// Open, because a peer may send a number that this list doesn't know; such a code keeps its
    /// number and is described as `CODE_<n>`. Source: gRPC `doc/statuscodes.md`.
    public struct Code: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
        /// The number on the wire.
        public let rawValue: Int

        public init(rawValue: Int) {
            self.rawValue = rawValue
        }

        /// The call succeeded.
        public static let ok = Code(rawValue: 0)
        /// The caller gave the call up.
        public static let cancelled = Code(rawValue: 1)
        /// The server failed in a way that it didn't classify.
        public static let unknown = Code(rawValue: 2)
        /// The caller's request is wrong, whatever the state of the system.
        public static let invalidArgument = Code(rawValue: 3)
        /// The deadline passed first; the call may have had an effect.
        public static let deadlineExceeded = Code(rawValue: 4)
        /// What was asked for doesn't exist (or the caller may not know that it does).
        public static let notFound = Code(rawValue: 5)
        /// What was to be created is already there.
        public static let alreadyExists = Code(rawValue: 6)
        /// The caller is known, and may not do this.
        public static let permissionDenied = Code(rawValue: 7)
        /// A quota, a limit or a queue is full.
        public static let resourceExhausted = Code(rawValue: 8)
        /// The system's state doesn't allow it; retrying without changing that won't help.
        public static let failedPrecondition = Code(rawValue: 9)
        /// A conflict with a concurrent call; retry the whole transaction.
        public static let aborted = Code(rawValue: 10)
        /// Past the end of what there is.
        public static let outOfRange = Code(rawValue: 11)
        /// The method or feature doesn't exist here.
        public static let unimplemented = Code(rawValue: 12)
        /// An invariant broke: a bug of this side or of the peer.
        public static let `internal` = Code(rawValue: 13)
        /// The peer can't be reached or is going away; retrying may help.
        public static let unavailable = Code(rawValue: 14)
        /// Data is gone or damaged for good.
        public static let dataLoss = Code(rawValue: 15)
        /// The caller's credentials are missing or wrong.
        public static let unauthenticated = Code(rawValue: 16)

        private static let names = [
            "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND",
            "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION",
            "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS",
            "UNAUTHENTICATED",
        ]

        /// The name of the specification, such as `NOT_FOUND`.
        public var description: String {
            Self.names.indices.contains(rawValue) ? Self.names[rawValue] : "CODE_\(rawValue)"
        }
    }
}
