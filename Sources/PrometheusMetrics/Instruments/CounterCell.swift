import CoreMetrics
import Synchronization

/// A counter's one series: an atomic addition without order, so that no call waits for another.
final class CounterCell: CounterHandler, Sendable {
    private let count = Atomic<Int64>(0)

    var value: Double { Double(count.load(ordering: .relaxed)) }

    func increment(by amount: Int64) {
        assert(amount >= 0, "a counter only rises")
        count.wrappingAdd(amount, ordering: .relaxed)
    }

    func reset() { count.store(0, ordering: .relaxed) }
}
