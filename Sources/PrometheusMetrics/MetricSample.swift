/// A value that is read when somebody scrapes, such as how full a pool is: it costs nothing
/// between scrapes.
public struct MetricSample: Sendable {
    /// The metric; one that isn't in the registry's definitions is left out.
    public let name: String
    /// Its labels.
    public let labels: [(String, String)]
    /// Its value now.
    public let value: Double

    /// A value.
    public init(_ name: String, _ labels: [(String, String)], _ value: Double) {
        self.name = name
        self.labels = labels
        self.value = value
    }

    /// A value that is a whole number.
    public init(_ name: String, _ labels: [(String, String)], _ value: some BinaryInteger) {
        self.init(name, labels, Double(value))
    }

    /// A value without labels.
    public init(_ name: String, _ value: Double) { self.init(name, [], value) }

    /// A whole number without labels.
    public init(_ name: String, _ value: some BinaryInteger) { self.init(name, [], Double(value)) }
}
