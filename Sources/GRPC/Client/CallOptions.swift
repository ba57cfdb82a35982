/// What one call may have differently from its channel.
public struct CallOptions: Sendable {
    /// The call fails with DEADLINE_EXCEEDED after this long; `nil`: no limit of its own.
    public var timeout: Duration?
    /// The same as a point in time; the earlier of both counts. `context.deadline` of the call
    /// being served goes here.
    public var deadline: Deadline?
    /// Sent with the request.
    public var metadata: Metadata
    /// Whether to wait for a connection instead of failing with UNAVAILABLE while there is none;
    /// `nil`: as the channel has it.
    public var waitForReady: Bool?
    /// What is compressed; `nil`: as the channel has it.
    public var compression: CallCompression?

    public init(
        timeout: Duration? = nil, deadline: Deadline? = nil, metadata: Metadata = Metadata(),
        waitForReady: Bool? = nil, compression: CallCompression? = nil
    ) {
        self.timeout = timeout
        self.deadline = deadline
        self.metadata = metadata
        self.waitForReady = waitForReady
        self.compression = compression
    }

    /// The earlier of timeout and deadline.
    var effectiveDeadline: Deadline? {
        guard let timeout else { return deadline }
        let end = Deadline.after(timeout)
        return deadline.map { min($0, end) } ?? end
    }
}
