import Logging
import Synchronization

/// Keeps what is logged, for a test to look at.
final class RecordedLog: Sendable {
    private let kept = Mutex<[LogEvent]>([])

    var logger: Logger {
        Logger(label: "test") { _ in Handler(log: self) }
    }

    /// The lines of a level, each with its metadata.
    func lines(_ level: Logger.Level) -> [(message: String, metadata: Logger.Metadata)] {
        kept.withLock { $0 }.filter { $0.level == level }
            .map { ($0.message.description, $0.metadata ?? [:]) }
    }

    private struct Handler: LogHandler {
        let log: RecordedLog
        var logLevel = Logger.Level.debug
        var metadata: Logger.Metadata = [:]

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            log.kept.withLock { $0.append(event) }
        }
    }
}
