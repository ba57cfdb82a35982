/// A connection can't go on, or can't do what was asked. Never holds what a peer sent.
public struct HTTP2Error: Error, Sendable, CustomStringConvertible {
    /// What kind of trouble it is. Open: more may come.
    public struct Code: Hashable, Sendable {
        let name: String

        /// The peer broke the protocol, or what we sent would.
        public static let protocolViolation = Code(name: "protocol violation")
        /// The peer went over a limit of `HTTP2Limits`.
        public static let limitExceeded = Code(name: "limit exceeded")
        /// The connection is closed, or drains and takes no more streams.
        public static let notUsable = Code(name: "not usable")
        /// As many streams are open or queued as the peer and `HTTP2Limits` allow. Try later.
        public static let tooManyStreams = Code(name: "too many streams")
        /// The peer didn't do its part in time.
        public static let timedOut = Code(name: "timed out")
        /// The TLS handshake failed, or one side speaks TLS and the other doesn't.
        public static let tls = Code(name: "TLS")
        /// The transport below failed.
        public static let transport = Code(name: "transport")
    }

    public var code: Code
    /// A sentence that says who is at fault.
    public var message: String
    public var cause: (any Error)?

    public init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    public var description: String { "\(code.name): \(message)" }
}
