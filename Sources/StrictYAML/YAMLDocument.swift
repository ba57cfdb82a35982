public import Yams

/// The text of a document made into nodes, within limits.
public enum YAMLDocument {
    /// Composes the only document of a text and hands its root over; what hinders it becomes a
    /// problem. The root is good only inside `body`, where its anchors are known.
    public static func withRoot(of text: String, _ reader: YAMLReader, _ body: (Node) -> Void) {
        guard text.utf8.count <= DocumentLimits.maxBytes else {
            let limit = DocumentLimits.maxBytes / 1024 / 1024
            return reader.fail(nil, .init(), "The file is larger than \(limit) MiB.")
        }
        guard aliasLookalikes(in: text) <= DocumentLimits.maxAliasLookalikes else {
            return reader.fail(nil, .init(), "Aliases (*name) aren't supported: write it out.")
        }
        do {
            // The basic resolver leaves every scalar a text: what it means, the key decides.
            let parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
            guard let root = try parser.singleRoot() else {
                return reader.fail(nil, .init(), "The file is empty.")
            }
            // Nodes hold their anchors weakly, the parser holds them for good.
            withExtendedLifetime(parser) {
                if let anchored = firstAnchor(in: root) {
                    let message = "Anchors (&name) and aliases aren't supported: write it out."
                    reader.fail(anchored.mark, .init(), message)
                } else {
                    body(root)
                }
            }
        } catch let error as YamlError {
            let (mark, message) = error.placeAndMessage
            reader.fail(mark, .init(), message)
        } catch {
            reader.fail(nil, .init(), "The file isn't YAML.")
        }
    }

    /// The first node with an anchor. Doesn't look inside one, so that what is aliased many times
    /// is seen once.
    private static func firstAnchor(in node: Node) -> Node? {
        if node.anchor != nil { return node }
        switch node {
        case .mapping(let mapping):
            for (key, value) in mapping {
                if let found = firstAnchor(in: key) ?? firstAnchor(in: value) { return found }
            }
        case .sequence(let sequence):
            for element in sequence {
                if let found = firstAnchor(in: element) { return found }
            }
        case .scalar, .alias: break
        }
        return nil
    }

    /// Counts `*name` where an alias could stand; texts and comments that look so count as well.
    private static func aliasLookalikes(in text: String) -> Int {
        var count = 0
        var before = UInt8(ascii: "\n")
        var isOpen = false
        for byte in text.utf8 {
            let isWord =
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
            if isOpen, isWord || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") {
                count += 1
            }
            isOpen = byte == UInt8(ascii: "*") && " \n\t\r[{,:-".utf8.contains(before)
            before = byte
        }
        return count
    }
}

extension YamlError {
    /// Where, and what in one line; the parser's own words, without the text around.
    fileprivate var placeAndMessage: (Mark?, String) {
        switch self {
        case .scanner(let context, let problem, let mark, _),
            .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let start = context.map { ", \($0.text) from line \($0.mark.line)" } ?? ""
            return (mark, "This isn't YAML: \(problem)\(start).")
        case .reader(let problem, _, _, _):
            return (nil, "This isn't YAML: \(problem).")
        case .duplicatedKeysInMapping(let keys, let context):
            let names = keys.sorted().map { "'\($0)'" }.joined(separator: ", ")
            return (context.mark, "Used twice in one mapping: \(names).")
        default:
            return (nil, "This isn't YAML.")
        }
    }
}
