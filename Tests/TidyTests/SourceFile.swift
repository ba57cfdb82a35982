import Foundation

/// A Swift file of the project as text; generated code is left out.
struct SourceFile: Sendable {
    /// Path below the project's folder.
    let path: String
    let lines: [String]

    /// "Reactor" of "Sources/Reactor/EventLoop.swift".
    var module: String { String(path.split(separator: "/")[1]) }

    var isTest: Bool { path.hasPrefix("Tests/") }

    /// What it imports, without attributes and submodules.
    var imports: [String] {
        lines.compactMap { line in
            var words = line.split(separator: " ").map(String.init)
            while let first = words.first, first.hasPrefix("@") || first == "public" {
                words.removeFirst()
            }
            guard words.count >= 2, words[0] == "import" else { return nil }
            let kinds: Set = ["struct", "class", "enum", "func", "protocol", "var", "let"]
            let name = kinds.contains(words[1]) && words.count > 2 ? words[2] : words[1]
            return String(name.prefix { $0 != "." })
        }
    }

    /// The lines with comments and string literals blanked, so that a rule reads code only.
    var code: [String] {
        lines.map { line in
            var result = ""
            var inString = false
            var previous: Character = " "
            for character in line {
                if character == "\"" && previous != "\\" { inString.toggle() }
                if !inString && character == "/" && previous == "/" {
                    return String(result.dropLast())
                }
                result.append(inString ? " " : character)
                previous = character
            }
            return result
        }
    }

    /// All hand-written Swift files below `Sources` and `Tests`.
    static let all: [SourceFile] = load()

    private static func load() -> [SourceFile] {
        let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        var files: [SourceFile] = []
        for folder in ["Sources", "Tests"] {
            let base = root.appendingPathComponent(folder)
            let walker = FileManager.default.enumerator(atPath: base.path)
            while let name = walker?.nextObject() as? String {
                guard name.hasSuffix(".swift"), !name.contains("Generated/") else { continue }
                let url = base.appendingPathComponent(name)
                guard let text = try? String(contentsOf: url, encoding: .utf8) else { continue }
                var lines = text.components(separatedBy: "\n")
                if lines.last == "" { lines.removeLast() }
                files.append(SourceFile(path: "\(folder)/\(name)", lines: lines))
            }
        }
        return files.sorted { $0.path < $1.path }
    }
}
