import HTTP2
import Logging
import Reactor
import Synchronization

/// Writes down why connections failed before they were any, at most a few a second: strangers can
/// make as many fail as they like.
final class FailureLog: Sendable {
    private static let linesPerSecond = 5

    private struct Second {
        var number: Int64 = 0
        var lines = 0
        var dropped = 0
    }

    private let logger: Logger
    private let second = Mutex(Second())

    init(_ logger: Logger) {
        self.logger = logger
    }

    func write(_ error: HTTP2Error, _ peer: String) {
        guard let dropped = take(MonotonicTime.read()) else { return }
        var metadata: Logger.Metadata = ["peer": "\(peer)", "error": "\(error)"]
        if dropped > 0 { metadata["unreported"] = "\(dropped)" }
        logger.info("connection failed", metadata: metadata)
    }

    /// How many went unreported before this line; nil if this one has to, too.
    private func take(_ now: MonotonicTime) -> Int? {
        second.withLock { second in
            let number = now.microseconds / 1_000_000
            if second.number != number {
                second.number = number
                second.lines = 0
            }
            guard second.lines < Self.linesPerSecond else {
                second.dropped += 1
                return nil
            }
            second.lines += 1
            defer { second.dropped = 0 }
            return second.dropped
        }
    }
}
