import CoreMetrics
import Synchronization

/// A histogram's one series: one atomic addition to a bucket and one to the sum, both without
/// order. A scrape may see the one without the other; the next sees both.
///
/// `@unchecked Sendable`: the memory is made by `init`, freed by `deinit`, and in between touched
/// through atomics only.
final class HistogramCell: TimerHandler, RecorderHandler, @unchecked Sendable {
    /// Millionths of the unit: microseconds for times, and whole numbers stay exact.
    private static let scale = 1_000_000.0

    /// Upper bounds, in millionths.
    private let bounds: [Int64]
    /// One bucket a bound, one for what is larger than all.
    private let buckets: UnsafeMutablePointer<Atomic<Int64>>
    private let total = Atomic<Int64>(0)

    init(bounds: [Double]) {
        self.bounds = bounds.map { Int64(($0 * Self.scale).rounded()) }
        buckets = .allocate(capacity: bounds.count + 1)
        for index in 0...bounds.count { (buckets + index).initialize(to: Atomic(0)) }
    }

    deinit {
        buckets.deinitialize(count: bounds.count + 1)
        buckets.deallocate()
    }

    /// How many values each bucket holds by itself, the last being those above all bounds.
    var counts: [Int64] { (0...bounds.count).map { buckets[$0].load(ordering: .relaxed) } }

    /// The values' sum, in the metric's unit.
    var sum: Double { Double(total.load(ordering: .relaxed)) / Self.scale }

    func recordNanoseconds(_ duration: Int64) { add(millionths: duration / 1_000) }

    func record(_ value: Int64) {
        let (millionths, isTooMuch) = value.multipliedReportingOverflow(by: 1_000_000)
        add(millionths: isTooMuch ? .max / 2 : millionths)
    }

    func record(_ value: Double) {
        let millionths = value * Self.scale
        add(millionths: millionths < 4e18 ? Int64(max(0, millionths)) : .max / 2)
    }

    private func add(millionths value: Int64) {
        // Most values are small: the search ends after a few well-predicted steps.
        var index = 0
        bounds.withUnsafeBufferPointer { bounds in
            while index < bounds.count, value > bounds[index] { index += 1 }
        }
        buckets[index].wrappingAdd(1, ordering: .relaxed)
        total.wrappingAdd(value, ordering: .relaxed)
    }
}
