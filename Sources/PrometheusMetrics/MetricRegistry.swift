import Synchronization

/// The metrics of one process: a backend of swift-metrics, and what a scrape reads.
///
/// Only what is defined exists: a name that isn't gets an instrument that does nothing (and stops
/// a debug build), so that what is scraped is what is documented. Making an instrument takes a
/// lock and should be done once; using it takes none.
public final class MetricRegistry: Sendable {
    /// Series of one metric. A label with more values than expected must not fill the memory of
    /// whoever scrapes: what comes later shares one series whose labels all say `other`.
    public static let seriesMax = 256
    /// What those labels say.
    static let other = "other"

    /// One series of a metric.
    enum Cell {
        case counter(CounterCell)
        case gauge(GaugeCell)
        case histogram(HistogramCell)
    }

    private typealias Family = [[String]: Cell]

    /// What exists, by name.
    let definitions: [String: MetricDefinition]
    private let families = Mutex<[String: Family]>([:])
    private let sources = Mutex<[@Sendable () async -> [MetricSample]]>([])

    /// A registry of these metrics.
    public init(_ definitions: [MetricDefinition]) {
        self.definitions = Dictionary(
            definitions.map { ($0.name, $0) },
            uniquingKeysWith: { first, _ in preconditionFailure("\(first.name) is defined twice") })
    }

    /// Asks for values at each scrape.
    public func observe(_ source: @escaping @Sendable () async -> [MetricSample]) {
        sources.withLock { $0.append(source) }
    }

    /// Asks nobody any more: for the end, since sources hold what they ask.
    public func stopObserving() {
        sources.withLock { $0.removeAll() }
    }

    /// Everything as of now, in Prometheus' text format 0.0.4.
    public func text() async -> String {
        var samples: [String: [MetricSample]] = [:]
        for source in sources.withLock({ $0 }) {
            for sample in await source() { samples[sample.name, default: []].append(sample) }
        }
        var text = TextFormat()
        for name in definitions.keys.sorted() {
            guard let definition = definitions[name] else { continue }
            let series = families.withLock { $0[name] } ?? [:]
            let observed = samples[name] ?? []
            guard !series.isEmpty || !observed.isEmpty else { continue }
            text.begin(definition)
            for (values, cell) in series.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
                text.append(cell, of: definition, labels: values)
            }
            for sample in observed.prefix(Self.seriesMax) {
                text.append(
                    sample.value, of: definition, labels: definition.values(of: sample.labels))
            }
        }
        return text.text
    }

    /// The series with these labels, made when it is first asked for; nil for what isn't defined.
    func cell(_ name: String, _ labels: [(String, String)]) -> Cell? {
        guard let definition = definitions[name] else {
            assertionFailure("\(name) isn't a defined metric")
            return nil
        }
        let values = definition.values(of: labels)
        return families.withLock { families in
            let family = families[name] ?? [:]
            if let known = family[values] { return known }
            let isFull = family.count >= Self.seriesMax - 1 && !values.isEmpty
            let key = isFull ? values.map { _ in Self.other } : values
            if let known = family[key] { return known }
            let made = Cell(definition.kind)
            families[name, default: [:]][key] = made
            return made
        }
    }
}

extension MetricRegistry.Cell {
    init(_ kind: MetricDefinition.Kind) {
        switch kind {
        case .counter: self = .counter(CounterCell())
        case .gauge: self = .gauge(GaugeCell())
        case .histogram(let bounds): self = .histogram(HistogramCell(bounds: bounds))
        }
    }
}

extension MetricDefinition {
    /// The labels' values in the definition's order; empty where one is missing.
    func values(of given: [(String, String)]) -> [String] {
        labels.map { label in given.first { $0.0 == label }?.1 ?? "" }
    }
}
