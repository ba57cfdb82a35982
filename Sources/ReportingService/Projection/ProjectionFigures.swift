import CoreMetrics
import Market
import ServiceHost
import Synchronization

/// What the projector counts, and how far behind it is (METRICS.md).
final class ProjectionFigures: Sendable {
    private let clock: WallClock
    private let rows: Counter
    private let delay: Meter
    /// Up to when a tenant's sums are complete, of this round.
    private let complete = Mutex<[TenantID: Int64]>([:])

    init(
        _ metrics: any MetricsFactory = NOOPMetricsHandler.instance, clock: WallClock = .system
    ) {
        self.clock = clock
        rows = Counter(label: "leadline_journal_rows", factory: metrics)
        delay = Meter(label: "leadline_projection_delay_seconds", factory: metrics)
    }

    func counted(_ count: Int) { rows.increment(by: count) }

    /// A tenant's sums hold everything until then; what was read last counts.
    func isComplete(_ tenant: TenantID, untilMicros micros: Int64) {
        guard micros > 0 else { return }
        complete.withLock { $0[tenant] = micros }
    }

    /// Every tenant was looked at.
    func roundEnded() {
        let now = clock.microseconds()
        let oldest = complete.withLock { complete in
            defer { complete.removeAll() }
            return complete.values.min()
        }
        delay.set(max(0, Double(now - (oldest ?? now)) / 1_000_000))
    }
}
