public import Yams

/// A mapping whose keys are known.
public struct YAMLMapping {
    /// The way to it.
    public let path: YAMLPath
    /// Where it stands.
    public let mark: Mark?
    fileprivate let entries: [String: (mark: Mark?, value: Node)]

    /// The keys that are there, sorted. One that has no value isn't.
    public var keys: [String] { entries.keys.sorted() }

    /// Whether the key is there with a value.
    public func has(_ key: String) -> Bool { entries[key] != nil }

    /// Where a key's name stands.
    public func mark(of key: String) -> Mark? { entries[key]?.mark ?? mark }

    /// The value of a key.
    public subscript(key: String) -> YAMLPlace? {
        entries[key].map { YAMLPlace(node: $0.value, path: path.key(key)) }
    }
}

extension YAMLReader {
    /// A mapping with no other keys than these; anything else is a problem.
    public func mapping(_ place: YAMLPlace, keys known: [String]) -> YAMLMapping? {
        guard case .mapping(let mapping) = place.node else {
            fail(place, "A mapping is needed (key: value), not \(Self.kind(of: place.node)).")
            return nil
        }
        note(place.path, mapping.mark)
        var entries: [String: (mark: Mark?, value: Node)] = [:]
        for (key, value) in mapping {
            guard case .scalar(let name) = key else {
                fail(key.mark, place.path, "A key has to be a word.")
                continue
            }
            guard known.contains(name.string) else {
                fail(key.mark, place.path, Self.unknown("key", name.string, known))
                continue
            }
            if Self.isNull(value) { continue }
            entries[name.string] = (key.mark, value)
            note(place.path.key(name.string), value.mark)
        }
        return YAMLMapping(path: place.path, mark: mapping.mark, entries: entries)
    }

    /// The elements of a list, each with its path; nothing where there is no list. `element`
    /// names the path's step where it differs from the key.
    public func list(_ mapping: YAMLMapping, _ key: String) -> [YAMLPlace] {
        guard let place = mapping[key] else { return [] }
        guard case .sequence(let sequence) = place.node else {
            fail(place, "A list is needed, not \(Self.kind(of: place.node)).")
            return []
        }
        return sequence.enumerated().map { index, node in
            let path = mapping.path.element(key, index)
            note(path, node.mark)
            return YAMLPlace(node: node, path: path)
        }
    }

    /// The texts of a list; a single text stands for a list of one.
    public func texts(_ mapping: YAMLMapping, _ key: String) -> [String] {
        if let place = mapping[key], case .scalar = place.node {
            note(mapping.path.element(key, 0), place.node.mark)
            return text(place).map { [$0] } ?? []
        }
        return list(mapping, key).map { text($0) ?? "" }
    }

    /// An unknown word, and the known one that was probably meant.
    public static func unknown(_ what: String, _ word: String, _ known: [String]) -> String {
        let shown = word.count <= 60 ? word : word.prefix(60) + "…"
        if let near = Suggestion.nearest(to: word, among: known) {
            return "Unknown \(what) '\(shown)': did you mean '\(near)'?"
        }
        return "Unknown \(what) '\(shown)'. Known: \(known.joined(separator: ", "))."
    }

    /// What a node is, for messages.
    public static func kind(of node: Node) -> String {
        switch node {
        case .scalar: isNull(node) ? "nothing" : "a text"
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .alias: "an alias"
        }
    }

    /// A plain scalar that says nothing: `key:`, `key: ~`, `key: null`. In quotes it is a text.
    public static func isNull(_ node: Node) -> Bool {
        guard case .scalar(let scalar) = node, scalar.style == .plain || scalar.style == .any
        else { return false }
        return ["", "~", "null"].contains(scalar.string)
    }
}
