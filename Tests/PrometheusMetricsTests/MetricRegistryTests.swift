import CoreMetrics
@testable import PrometheusMetrics
import Testing

@Suite struct MetricRegistryTests {
    private let registry = MetricRegistry([
        MetricDefinition("calls_total", .counter, labels: ["method", "code"], "Calls."),
        MetricDefinition("wait_seconds", .histogram([0.001, 0.1, 1]), "Waits \"here\"\\there."),
        MetricDefinition("batch_size", .histogram([1, 2, 4]), labels: ["queue"], "Sizes."),
        MetricDefinition("depth", .gauge, "Depth."),
        MetricDefinition("seen", .gauge, labels: ["what"], "Seen."),
    ])

    @Test func `a counter shows each of its series, labels in the order of its definition`() async {
        let labels = [("code", "OK"), ("method", "a\"b\\c\n")]
        let counter = Counter(label: "calls", dimensions: labels, factory: registry)
        counter.increment()
        counter.increment(by: 4)
        Counter(label: "calls", dimensions: labels, factory: registry).increment()
        #expect(
            await registry.text() == """
                # HELP calls_total Calls.
                # TYPE calls_total counter
                calls_total{method="a\\"b\\\\c\\n",code="OK"} 6

                """)
    }

    @Test func `a histogram counts a value in each bucket that it fits, bounds included`() async {
        let timer = Timer(label: "wait", factory: registry)
        for micros in [500, 1_000, 1_001, 2_000_000] { timer.recordMicroseconds(micros) }
        #expect(
            await registry.text() == """
                # HELP wait_seconds Waits "here"\\\\there.
                # TYPE wait_seconds histogram
                wait_seconds_bucket{le="0.001"} 2
                wait_seconds_bucket{le="0.1"} 3
                wait_seconds_bucket{le="1"} 3
                wait_seconds_bucket{le="+Inf"} 4
                wait_seconds_sum 2.002501
                wait_seconds_count 4

                """)
    }

    @Test func `sizes are whole numbers`() async {
        let sizes = Recorder(
            label: "batch_size", dimensions: [("queue", "capture")], factory: registry)
        for size in [1, 3, 900] { sizes.record(size) }
        let text = await registry.text()
        #expect(text.contains("batch_size_bucket{queue=\"capture\",le=\"4\"} 2\n"))
        #expect(text.contains("batch_size_sum{queue=\"capture\"} 904\n"))
    }

    @Test func `a gauge shows its last value, and what is observed is asked for`() async {
        let depth = Meter(label: "depth", factory: registry)
        depth.set(3)
        depth.increment(by: 1.5)
        registry.observe { [MetricSample("seen", [("what", "stars")], 12)] }
        let text = await registry.text()
        #expect(text.contains("depth 4.5\n"))
        #expect(text.contains("seen{what=\"stars\"} 12\n"))
        registry.stopObserving()
        #expect(await !registry.text().contains("seen"))
    }

    @Test func `a label that takes too many values shares one series`() async {
        for number in 0..<1_000 {
            Counter(label: "calls", dimensions: [("method", "\(number)")], factory: registry)
                .increment()
        }
        let text = await registry.text()
        let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(lines.count == MetricRegistry.seriesMax)
        let others = 1_000 - (MetricRegistry.seriesMax - 1)
        #expect(text.contains("calls_total{method=\"other\",code=\"other\"} \(others)\n"))
    }
}
