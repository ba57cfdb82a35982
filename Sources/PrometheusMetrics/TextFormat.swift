/// Prometheus' text format, version 0.0.4. Source: prometheus.io, "Exposition formats".
struct TextFormat {
    /// What an answer in this format is called.
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    private(set) var text = ""

    /// The lines above a metric's series.
    mutating func begin(_ definition: MetricDefinition) {
        let help = Self.escaped(definition.help, quote: false)
        text += "# HELP \(definition.name) \(help)\n"
        text += "# TYPE \(definition.name) \(definition.kind.name)\n"
    }

    /// One series.
    mutating func append(
        _ cell: MetricRegistry.Cell, of definition: MetricDefinition, labels: [String]
    ) {
        switch cell {
        case .counter(let cell): append(cell.value, of: definition, labels: labels)
        case .gauge(let cell): append(cell.value, of: definition, labels: labels)
        case .histogram(let cell): append(cell, of: definition, labels: labels)
        }
    }

    /// One line.
    mutating func append(_ value: Double, of definition: MetricDefinition, labels: [String]) {
        line(definition.name, zip(definition.labels, labels).map { ($0, $1) }, value)
    }

    private mutating func append(
        _ cell: HistogramCell, of definition: MetricDefinition, labels: [String]
    ) {
        guard case .histogram(let bounds) = definition.kind else { return }
        let pairs = zip(definition.labels, labels).map { ($0, $1) }
        var below: Int64 = 0
        for (index, count) in cell.counts.enumerated() {
            below += count
            let bound = index < bounds.count ? Self.number(bounds[index]) : "+Inf"
            line(definition.name + "_bucket", pairs + [("le", bound)], Double(below))
        }
        line(definition.name + "_sum", pairs, cell.sum)
        line(definition.name + "_count", pairs, Double(below))
    }

    private mutating func line(_ name: String, _ labels: [(String, String)], _ value: Double) {
        text += name
        if !labels.isEmpty {
            let pairs = labels.map { "\($0)=\"\(Self.escaped($1, quote: true))\"" }
            text += "{" + pairs.joined(separator: ",") + "}"
        }
        text += " \(Self.number(value))\n"
    }

    /// Whole numbers without a fraction; what isn't a number by the words that Prometheus knows.
    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        if let whole = Int64(exactly: value) { return String(whole) }
        return String(value)
    }

    private static func escaped(_ text: String, quote: Bool) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\"" where quote: result += "\\\""
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
