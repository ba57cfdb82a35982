/// One thing that is wrong with a document, and where.
public struct DocumentProblem: Hashable, Sendable, CustomStringConvertible {
    /// The file, as it was named.
    public let file: String
    /// From 1; 0 when the file as a whole is meant.
    public let line: Int
    /// From 1, in Unicode scalars.
    public let column: Int
    /// The way from the root, e.g. `buyers[2].campaigns[0].filters[1]`; empty for the root.
    public let path: String
    /// What is wrong, in a sentence for operators. Never quotes a key.
    public let message: String

    /// A problem.
    public init(file: String, line: Int, column: Int, path: String, message: String) {
        self.file = file
        self.line = line
        self.column = column
        self.path = path
        self.message = message
    }

    /// "market.yaml:12:7: buyers[2].name: A text is needed."
    public var description: String {
        let place = line > 0 ? "\(file):\(line):\(column): " : "\(file): "
        return place + (path.isEmpty ? "" : path + ": ") + message
    }
}

/// Everything that is wrong with a document, in the order of its lines.
public struct DocumentProblems: Error, Hashable, Sendable, CustomStringConvertible {
    /// At least one.
    public let all: [DocumentProblem]

    /// Several problems, in any order.
    public init(_ problems: [DocumentProblem]) {
        all = problems.sorted {
            ($0.line, $0.column, $0.path, $0.message) < ($1.line, $1.column, $1.path, $1.message)
        }
    }

    /// One a line.
    public var description: String { all.map(\.description).joined(separator: "\n") }
}

/// What a document may be at most.
public enum DocumentLimits {
    /// The whole file, in bytes.
    public static let maxBytes = 4 * 1024 * 1024
    /// Problems that are reported; more are counted.
    public static let maxProblems = 100
    /// What looks like an alias, in the text. Aliases are refused anyway, with their line; the
    /// bound keeps the parser, which must go first, from expanding them by the billion.
    static let maxAliasLookalikes = 8
}
