import Foundation
import PrometheusMetrics
import ServiceHost
import Testing

/// METRICS.md says what is scraped: no more, no less.
@Suite struct MetricCatalogTests {
    /// The lines of its tables.
    private static func documented() throws -> [String] {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(contentsOf: root.appending(path: "METRICS.md"), encoding: .utf8)
        return text.split(separator: "\n").map(String.init).filter { $0.hasPrefix("| `") }
    }

    private static func line(_ metric: MetricDefinition) -> String {
        let kind =
            switch metric.kind {
            case .counter: "counter"
            case .gauge: "gauge"
            case .histogram: "histogram"
            }
        let labels = metric.labels.map { "`\($0)`" }.joined(separator: ", ")
        return "| `\(metric.name)` | \(kind) | \(labels) | \(metric.help) |"
    }

    @Test func `the table is the catalog`() throws {
        #expect(try Self.documented() == MetricCatalog.all.map(Self.line))
    }

    @Test func `names end in their unit, and only counters in total`() {
        for metric in MetricCatalog.all {
            #expect(metric.name.hasSuffix("_total") == (metric.kind == .counter), "\(metric.name)")
            #expect(metric.help.hasSuffix("."), "\(metric.name)")
            for label in metric.labels {
                #expect(!["tenant", "buyer", "seller", "lead", "peer"].contains(label))
            }
        }
    }
}
