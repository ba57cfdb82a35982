/// One metric as it is documented: what it is called, what it counts, and by which labels.
///
/// Names end in their unit, as Prometheus wants it: `_seconds`, `_bytes`, `_total` for counters.
public struct MetricDefinition: Sendable, Hashable {
    /// What its values do.
    public enum Kind: Sendable, Hashable {
        /// Only rises, from 0 at the start of the process.
        case counter
        /// Rises and falls.
        case gauge
        /// Counts values by size. The upper bounds rise; a last bucket without one is implied.
        case histogram([Double])

        /// The word of the text format.
        var name: String {
            switch self {
            case .counter: "counter"
            case .gauge: "gauge"
            case .histogram: "histogram"
            }
        }
    }

    /// As it is scraped.
    public let name: String
    /// What its values do.
    public let kind: Kind
    /// Names of its labels. Each has few values: see ``MetricRegistry/seriesMax``.
    public let labels: [String]
    /// A sentence for people.
    public let help: String

    /// A metric; see the properties.
    public init(_ name: String, _ kind: Kind, labels: [String] = [], _ help: String) {
        self.name = name
        self.kind = kind
        self.labels = labels
        self.help = help
    }
}

extension MetricDefinition.Kind {
    /// Times from 100 µs to 10 s, in seconds.
    public static let seconds = Self.histogram([
        0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1,
        2.5, 5, 10,
    ])
    /// Sizes from 1 to 1,024, doubling.
    public static let sizes = Self.histogram([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024])
}
