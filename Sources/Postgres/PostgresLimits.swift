/// Every limit of this module. Beyond one, a call fails with a clear error; nothing is dropped in
/// silence (except notifications, which are hints).
public struct PostgresLimits: Sendable {
    /// Calls on the wire of one connection at a time. More of them share fewer round trips, and
    /// wait longer behind a slow one.
    public var pipelineDepthMax = 8
    /// Calls that wait for a connection, over the whole client. Beyond: `overloaded`.
    public var waitingMax = 4_096
    /// Statements in one `pipeline`. Beyond: `misuse`.
    public var stepsPerPipelineMax = 256
    /// Encoded parameters of one statement, in bytes. Beyond: `invalidParameter`.
    public var parameterBytesMax = 64 << 20
    /// Statements that one connection keeps prepared; with one more, it starts over.
    public var preparedStatementsMax = 512
    /// How long a call waits for a busy connection. Then: `acquireTimeout`.
    public var acquireTimeout: Duration = .seconds(5)
    /// How long a call waits for a connection while PostgreSQL can't be reached, so that a quick
    /// restart goes unnoticed. Then, and at once when it has been gone for longer: `unavailable`.
    public var unavailableGrace: Duration = .milliseconds(700)
    /// How long connecting may take, from the socket to the server's greeting.
    public var connectTimeout: Duration = .seconds(5)
    /// What the client waits beyond the server's `statement_timeout` before it gives a connection
    /// up; and all it waits for an answer when there is no such timeout, twenty times over.
    public var answerGrace: Duration = .seconds(2)
    /// How long a `script` (a migration) may take.
    public var scriptTimeout: Duration = .seconds(600)
    /// How often one call is tried, the first time included.
    public var attemptsMax = 6
    /// The first pause before a retry; it doubles, with jitter, up to the maximum.
    public var retryPause: Duration = .milliseconds(2)
    public var retryPauseMax: Duration = .milliseconds(100)
    /// The first pause before reconnecting; it doubles, with jitter, up to the maximum.
    public var reconnectPause: Duration = .milliseconds(10)
    public var reconnectPauseMax: Duration = .milliseconds(500)
    /// How often an item of a group commit goes back to the queue because a lock wasn't free.
    public var lockRetriesMax = 5
    /// Notifications kept for a reader who is slow; the oldest go first.
    public var notificationsBufferedMax = 64

    public init() {}

    /// The limits as they are above.
    public static let standard = PostgresLimits()
}
