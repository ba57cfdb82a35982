public import CoreMetrics
import Synchronization

/// A counter with one label, of which each value's series is made once. Label values are ours: a
/// handful of words.
public final class CounterFamily: Sendable {
    private let name: String
    private let label: String
    private let metrics: any MetricsFactory
    private let series = Mutex<[String: Counter]>([:])

    /// A counter of this name (without `_total`) by this label.
    public init(_ name: String, by label: String, _ metrics: any MetricsFactory) {
        self.name = name
        self.label = label
        self.metrics = metrics
    }

    /// Counts one.
    public func increment(_ value: String) {
        let counter = series.withLock { series in
            if let known = series[value] { return known }
            let made = Counter(label: name, dimensions: [(label, value)], factory: metrics)
            series[value] = made
            return made
        }
        counter.increment()
    }
}
