/// Everything in a loop that could otherwise grow or take without bound, in one table.
public struct ReactorLimits: Sendable {
    /// Ready file descriptors taken from the kernel in one turn.
    public var eventsPerTurn = 256
    /// Jobs run in one turn before the sockets get their say again.
    public var jobsPerTurn = 4_096
    /// How long a loop looks for work before it sleeps, if it found some that soon the last time;
    /// see `IdleSpin`. Zero: never.
    public var idleSpin: Microseconds = 50
    /// Connections taken from one listening socket in one turn.
    public var acceptsPerTurn = 64
    /// Connections the kernel keeps ready for us (`listen(2)`; it cuts this at somaxconn).
    public var listenBacklog: Int32 = 1_024
    /// How long accepting rests after the process or the machine ran out of descriptors.
    public var acceptPause: Microseconds = .milliseconds(100)
    /// Threads that may wait in `getaddrinfo` at the same time; more questions queue.
    public var resolverThreads = 8
    /// Addresses kept of one resolved name.
    public var addressesPerName = 64
    /// A connection attempt that takes longer fails with ETIMEDOUT.
    public var connectTimeout: Microseconds = .seconds(10)

    public init() {}

    public static let standard = ReactorLimits()
}
