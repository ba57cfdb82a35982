/// One thing that is wrong with a market's configuration.
public struct ConfigError: Hashable, Sendable, CustomStringConvertible {
    /// Where: the way from the root, in the names of `leadline.v1.Market`.
    public let path: ConfigPath
    /// What, in a sentence for operators.
    public let message: String

    /// One error.
    public init(_ path: ConfigPath, _ message: String) {
        self.path = path
        self.message = message
    }

    /// Path and sentence.
    public var description: String { "\(path): \(message)" }
}

/// Everything that is wrong with a configuration, in its own order.
public struct ConfigErrors: Error, Hashable, Sendable, CustomStringConvertible {
    /// At least one.
    public let all: [ConfigError]

    /// Several errors.
    public init(_ all: [ConfigError]) {
        self.all = all
    }

    /// One a line.
    public var description: String { all.map(\.description).joined(separator: "\n") }
}

/// The way to a place in a configuration, e.g. `buyers[2].campaigns[0].filters[1].field`.
public struct ConfigPath: Hashable, Sendable, CustomStringConvertible {
    /// A step down.
    public enum Step: Hashable, Sendable {
        /// Into a member, by its name in snake case.
        case key(String)
        /// Into an element, from 0.
        case index(Int)
    }

    /// From the root.
    public var steps: [Step]

    /// The way along some steps; none is the root.
    public init(_ steps: [Step] = []) {
        self.steps = steps
    }

    /// One step further, into a member.
    public func key(_ key: String) -> ConfigPath { ConfigPath(steps + [.key(key)]) }

    /// One step further, into an element of a member.
    public func element(_ key: String, _ index: Int) -> ConfigPath {
        ConfigPath(steps + [.key(key), .index(index)])
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
