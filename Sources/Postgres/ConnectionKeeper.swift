import Logging
import Reactor

/// Keeps one connection alive: makes it, and makes it again when it is lost, after pauses that
/// grow with jitter. Touched on its loop only.
///
///     stopped ──start──► connecting ──ready──► up
///        ▲                  │    ▲              │
///        │                lost   └──pausing──┐  │
///        └──stop── any      └───────►────────┴◄─┘ lost
final class ConnectionKeeper: ConnectionOwner {
    let settings: PostgresSettings
    let loop: EventLoop
    let limits: PostgresLimits
    let logger: Logger
    var onUp: (Connection) -> Void = { _ in }
    var onDown: () -> Void = {}
    var onNotification: (_ channel: String, _ payload: String) -> Void = { _, _ in }

    private var connection: Connection?
    private var pause: TimerHandle?
    private var isUp = false
    private var isStopped = true
    private var failuresInARow = 0
    private var attempts = 0
    private var random = SystemRandomNumberGenerator()

    init(settings: PostgresSettings, loop: EventLoop, limits: PostgresLimits, logger: Logger) {
        self.settings = settings
        self.loop = loop
        self.limits = limits
        self.logger = logger
    }

    /// The connection, while it is up.
    var current: Connection? { isUp ? connection : nil }

    func start() {
        isStopped = false
        connect()
    }

    /// Closes the connection; what is on it ends with `reason`.
    func stop(_ reason: PostgresError) {
        isStopped = true
        pause?.cancel()
        let connection = self.connection
        self.connection = nil
        isUp = false
        connection?.close(reason)
    }

    private func connect() {
        let connection = Connection(
            settings: settings, loop: loop, limits: limits, owner: self)
        self.connection = connection
        attempts += 1
        connection.start(attempt: attempts)
    }

    func connectionIsReady(_ connection: Connection) {
        if failuresInARow > 0 { logger.notice("PostgreSQL is reachable again.") }
        failuresInARow = 0
        isUp = true
        onUp(connection)
    }

    func connectionIsLost(_ connection: Connection, _ error: PostgresError) {
        guard connection === self.connection, !isStopped else { return }
        let wasUp = isUp
        self.connection = nil
        isUp = false
        failuresInARow += 1
        // One line when it goes and one when it is back; a line an attempt would only be noise.
        let level: Logger.Level = failuresInARow == 1 ? .warning : .debug
        var metadata: Logger.Metadata = ["was_up": "\(wasUp)"]
        if !wasUp, let cause = error.detail {
            // Of a connection that didn't come about libpq tells why, and quotes no data.
            metadata["cause"] = "\(cause.split(separator: "\n").joined(separator: " "))"
        }
        logger.log(level: level, "\(error.description)", metadata: metadata)
        let backOff = BackOff(first: limits.reconnectPause, most: limits.reconnectPauseMax)
        let length = backOff.pause(
            attempt: failuresInARow, random: .random(in: 0...1, using: &random))
        pause = loop.schedule(at: loop.now + length) { [weak self] in
            guard let self, !self.isStopped else { return }
            self.connect()
        }
        if wasUp { onDown() }
    }

    func connection(
        _ connection: Connection, wasNotifiedOn channel: String, payload: String
    ) {
        onNotification(channel, payload)
    }
}
