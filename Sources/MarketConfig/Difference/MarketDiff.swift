public import LeadlineAPI
import Market

/// What changes from one version of a market to another, for people to read before they say yes
/// (FEATURES N8). The same two markets always give the same text.
public struct MarketDiff: Hashable, Sendable, CustomStringConvertible {
    /// One setting that changes.
    public enum Change: Hashable, Sendable {
        /// It wasn't there.
        case added(path: String, value: String)
        /// It is gone.
        case removed(path: String, value: String)
        /// It has another value.
        case changed(path: String, old: String, new: String)
    }

    /// In the order of the newer market; what is gone stands last, in the order of the older one.
    public let changes: [Change]

    /// What changes between two markets; nil stands for none at all.
    public init(from old: WireMarket?, to new: WireMarket) {
        let before = MarketOutline(old ?? WireMarket()).settings
        let after = MarketOutline(new).settings
        var changes: [Change] = []
        var values = Dictionary(before, uniquingKeysWith: { first, _ in first })
        for (path, value) in after {
            switch values.removeValue(forKey: path) {
            case nil: changes.append(.added(path: path, value: value))
            case value?: break
            case let old?: changes.append(.changed(path: path, old: old, new: value))
            }
        }
        for (path, value) in before where values[path] != nil {
            changes.append(.removed(path: path, value: value))
        }
        if changes.isEmpty, let old, old != new {
            // Whatever the outline leaves out must not pass unseen.
            changes.append(.changed(path: "order of elements", old: "as before", new: "another"))
        }
        self.changes = changes
    }

    /// Nothing changes.
    public var isEmpty: Bool { changes.isEmpty }

    /// "3 added, 1 removed, 2 changed".
    public var summary: String {
        var counts = (added: 0, removed: 0, changed: 0)
        for change in changes {
            switch change {
            case .added: counts.added += 1
            case .removed: counts.removed += 1
            case .changed: counts.changed += 1
            }
        }
        return "\(counts.added) added, \(counts.removed) removed, \(counts.changed) changed"
    }

    /// One change a line: `+ path: value`, `- path: value`, `~ path: old → new`.
    public var description: String {
        changes.map(\.description).joined(separator: "\n")
    }
}

extension MarketDiff.Change: CustomStringConvertible {
    /// One line.
    public var description: String {
        switch self {
        case .added(let path, let value): "+ \(path): \(value)"
        case .removed(let path, let value): "- \(path): \(value)"
        case .changed(let path, let old, let new): "~ \(path): \(old) → \(new)"
        }
    }
}
