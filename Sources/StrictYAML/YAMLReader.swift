public import Yams

/// Walks through nodes, remembers where everything stands, and gathers problems instead of
/// stopping at the first. Used by one thread, for one file.
open class YAMLReader {
    /// How problems name the document.
    public let file: String
    /// What was found so far, in the order of finding.
    public private(set) var problems: [DocumentProblem] = []
    private var marks: [YAMLPath: Mark] = [:]
    private var wrongPaths: Set<YAMLPath> = []

    /// A reader of a document that problems will name so.
    public init(file: String) {
        self.file = file
    }

    /// Adds a problem at a place.
    public func fail(_ mark: Mark?, _ path: YAMLPath, _ message: String) {
        wrongPaths.insert(path)
        problems.append(
            DocumentProblem(
                file: file, line: mark?.line ?? 0, column: mark?.column ?? 0,
                path: path.description, message: message))
    }

    /// Adds a problem at a node.
    public func fail(_ place: YAMLPlace, _ message: String) {
        fail(place.node.mark, place.path, message)
    }

    /// Whether something at exactly this path was found wrong.
    public func isWrong(_ path: YAMLPath) -> Bool { wrongPaths.contains(path) }

    /// Remembers where something stands, so that checks that know only its path find its line.
    public func note(_ path: YAMLPath, _ mark: Mark?) {
        if let mark { marks[path] = mark }
    }

    /// Adds what later checks found, except what follows from a problem that is known already:
    /// at, above or below the same place.
    public func add(_ errors: [(path: YAMLPath, message: String)]) {
        let known = wrongPaths
        for error in errors where !follows(error.path, from: known) {
            fail(mark(of: error.path), error.path, error.message)
        }
    }

    private func follows(_ path: YAMLPath, from known: Set<YAMLPath>) -> Bool {
        known.contains { wrong in
            // The root is everybody's ancestor; a problem there explains nothing below.
            let common = min(wrong.steps.count, path.steps.count)
            return common > 0 && wrong.steps.prefix(common) == path.steps.prefix(common)
        }
    }

    /// Where exactly this path stands, if it was noted.
    public func mark(at path: YAMLPath) -> Mark? { marks[path] }

    /// Where a path stands, or its nearest ancestor.
    private func mark(of path: YAMLPath) -> Mark? {
        var path = path
        while true {
            if let mark = marks[path] { return mark }
            if path.steps.isEmpty { return nil }
            path.steps.removeLast()
        }
    }

    /// The problems, but not more than anybody reads.
    public var reportedProblems: [DocumentProblem] {
        let limit = DocumentLimits.maxProblems
        guard problems.count > limit else { return problems }
        let sorted = DocumentProblems(problems).all
        let more = DocumentProblem(
            file: file, line: .max, column: 1, path: "",
            message: "\(problems.count - limit) more problems aren't shown.")
        return Array(sorted.prefix(limit)) + [more]
    }
}

/// A node and the way to it.
public struct YAMLPlace {
    /// The node.
    public let node: Node
    /// The way to it.
    public let path: YAMLPath

    /// A node at a place.
    public init(node: Node, path: YAMLPath) {
        self.node = node
        self.path = path
    }
}
