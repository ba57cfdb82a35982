import Logging
import Reactor

/// Listens, on one connection of its own, to every channel that somebody reads. Touched on its loop
/// only. The connection is made with the first reader, and kept.
final class NotificationFeed {
    private let keeper: ConnectionKeeper
    private var readers: [String: [Int: AsyncStream<String>.Continuation]] = [:]
    private var nextReader = 0
    private var isStarted = false
    private var isClosed = false

    init(settings: PostgresSettings, loop: EventLoop, limits: PostgresLimits, logger: Logger) {
        var settings = settings
        settings.applicationName += " listen"
        keeper = ConnectionKeeper(
            settings: settings, loop: loop, limits: limits, logger: logger)
        keeper.onUp = { [unowned self] connection in
            for channel in readers.keys.sorted() { listen(to: channel, on: connection) }
        }
        keeper.onNotification = { [unowned self] channel, payload in
            readers[channel]?.values.forEach { $0.yield(payload) }
        }
    }

    /// - Returns: what ``remove(_:channel:)`` takes
    func add(_ reader: AsyncStream<String>.Continuation, channel: String) -> Int {
        nextReader += 1
        if isClosed {
            reader.finish()
            return nextReader
        }
        let isNew = readers[channel] == nil
        readers[channel, default: [:]][nextReader] = reader
        if !isStarted {
            isStarted = true
            keeper.start()
        } else if isNew, let connection = keeper.current {
            listen(to: channel, on: connection)
        }
        return nextReader
    }

    func remove(_ reader: Int, channel: String) {
        readers[channel]?[reader] = nil
        guard readers[channel]?.isEmpty == true else { return }
        readers[channel] = nil
        if let connection = keeper.current { send("UNLISTEN", channel, on: connection) }
    }

    func close() {
        guard !isClosed else { return }
        isClosed = true
        keeper.stop(PostgresError(.closed, "The PostgreSQL client is closed."))
        let all = readers
        readers = [:]
        for channel in all.values { channel.values.forEach { $0.finish() } }
    }

    private func listen(to channel: String, on connection: Connection) {
        send("LISTEN", channel, on: connection)
    }

    private func send(_ verb: String, _ channel: String, on connection: Connection) {
        let name = PostgresSettings.quotedIdentifier(channel)
        let statement = Statement(control: "notifications", "\(verb) \(name)")
        connection.send(
            Exchange([(statement, [])], commits: true) { result in
                // A connection that doesn't listen is worse than none: make another.
                if case .failure = result { connection.lose(connection.brokenConnection()) }
            })
    }
}
