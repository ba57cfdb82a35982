/// The way to a place in a document, e.g. `buyers[2].campaigns[0].filters[1].field`.
public struct YAMLPath: Hashable, Sendable, CustomStringConvertible {
    /// A step down.
    public enum Step: Hashable, Sendable {
        /// Into a mapping, by key.
        case key(String)
        /// Into a list, from 0.
        case index(Int)
    }

    /// From the root.
    public var steps: [Step]

    /// The way along some steps; none is the root.
    public init(_ steps: [Step] = []) {
        self.steps = steps
    }

    /// One step further, into a mapping.
    public func key(_ key: String) -> YAMLPath { YAMLPath(steps + [.key(key)]) }

    /// One step further, into a list.
    public func element(_ index: Int) -> YAMLPath { YAMLPath(steps + [.index(index)]) }

    /// Two steps further, into a list of a mapping.
    public func element(_ key: String, _ index: Int) -> YAMLPath {
        YAMLPath(steps + [.key(key), .index(index)])
    }

    /// Keys with points between, indices in brackets.
    public var description: String {
        var text = ""
        for step in steps {
            switch step {
            case .key(let key): text += (text.isEmpty ? "" : ".") + key
            case .index(let index): text += "[\(index)]"
            }
        }
        return text
    }
}
