import ServiceHost
import Synchronization

/// A clock that moves when the test says so.
final class TestClock: Sendable {
    private let now: Mutex<Int64>

    init(microseconds: Int64) {
        now = Mutex(microseconds)
    }

    func advance(microseconds: Int64) { now.withLock { $0 += microseconds } }

    var clock: WallClock { WallClock { self.now.withLock { $0 } } }
}
