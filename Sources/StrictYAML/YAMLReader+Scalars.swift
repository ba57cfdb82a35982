import Yams

extension YAMLReader {
    /// A text of any kind.
    public func text(_ place: YAMLPlace) -> String? {
        guard case .scalar(let scalar) = place.node else {
            fail(place, "A text is needed, not \(Self.kind(of: place.node)).")
            return nil
        }
        return scalar.string
    }

    /// The text of a key; empty where it isn't there, which is a problem when it is required.
    public func text(_ mapping: YAMLMapping, _ key: String, required: Bool = false) -> String {
        guard let place = mapping[key] else {
            if required { fail(mapping.mark, mapping.path.key(key), "'\(key)' is needed here.") }
            return ""
        }
        return text(place) ?? ""
    }

    /// true or false; false where it isn't there.
    public func bool(_ mapping: YAMLMapping, _ key: String) -> Bool {
        guard let place = mapping[key], let text = text(place) else { return false }
        switch text {
        case "true": return true
        case "false": return false
        default:
            fail(place, "true or false is needed.")
            return false
        }
    }

    /// A whole number in a range; 0 where it isn't there.
    public func integer(
        _ mapping: YAMLMapping, _ key: String, _ range: ClosedRange<Int64>
    ) -> Int64 {
        guard let place = mapping[key], let text = text(place) else { return 0 }
        guard let value = Int64(text.filter { $0 != "_" }), range.contains(value) else {
            fail(
                place,
                "A whole number from \(range.lowerBound) to \(range.upperBound) is needed.")
            return 0
        }
        return value
    }

    /// One of the known words; nil where it isn't there or isn't known.
    public func choice<Value>(
        _ mapping: YAMLMapping, _ key: String, _ choices: [(name: String, value: Value)],
        required: Bool = false
    ) -> Value? {
        guard let place = mapping[key] else {
            if required { _ = text(mapping, key, required: true) }
            return nil
        }
        guard let text = text(place) else { return nil }
        guard let found = choices.first(where: { $0.name == text }) else {
            fail(place, Self.unknown("value", text, choices.map(\.name)))
            return nil
        }
        return found.value
    }
}

extension YAMLReader {
    /// A mapping of any texts to texts.
    public func textPairs(_ place: YAMLPlace) -> [String: String] {
        guard case .mapping(let mapping) = place.node else {
            fail(place, "A mapping is needed (key: value), not \(Self.kind(of: place.node)).")
            return [:]
        }
        var pairs: [String: String] = [:]
        for (key, value) in mapping {
            guard let from = text(YAMLPlace(node: key, path: place.path)),
                let to = text(YAMLPlace(node: value, path: place.path.key(from)))
            else { continue }
            pairs[from] = to
        }
        return pairs
    }
}
