public import CoreMetrics

/// What swift-metrics asks of a backend. Its labels have no unit; the metric's name gets it here:
/// a counter's ends in `_total`, a timer's in `_seconds`.
extension MetricRegistry: MetricsFactory {
    public func makeCounter(
        label: String, dimensions: [(String, String)]
    ) -> any CounterHandler {
        guard case .counter(let cell)? = cell(label + "_total", dimensions) else {
            return NOOPMetricsHandler.instance
        }
        return cell
    }

    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        guard case .histogram(let cell)? = cell(label + "_seconds", dimensions) else {
            return NOOPMetricsHandler.instance
        }
        return cell
    }

    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        guard case .gauge(let cell)? = cell(label, dimensions) else {
            return NOOPMetricsHandler.instance
        }
        return cell
    }

    public func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        switch cell(label, dimensions) {
        case .histogram(let cell)?: cell
        case .gauge(let cell)?: cell
        default: NOOPMetricsHandler.instance
        }
    }

    // Series live as long as the process: a counter that goes and comes again would seem to fall.
    public func destroyCounter(_ handler: any CounterHandler) {}
    public func destroyTimer(_ handler: any TimerHandler) {}
    public func destroyMeter(_ handler: any MeterHandler) {}
    public func destroyRecorder(_ handler: any RecorderHandler) {}
}
