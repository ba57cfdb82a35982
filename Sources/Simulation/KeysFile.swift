import Foundation

/// A file of buyers and their API keys: a line each, `buyer_id lk_...`.
struct KeysFile {
    let buyers: [(buyer: String, key: String)]

    /// Reads it. Throws a sentence that names the line.
    init(path: String) throws {
        let text: String
        do {
            text = try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw SimulationError("\(path) can't be read")
        }
        var buyers: [(buyer: String, key: String)] = []
        for (index, line) in text.split(separator: "\n").enumerated() {
            if line.hasPrefix("#") { continue }
            let words = line.split(separator: " ")
            guard words.count == 2 else {
                throw SimulationError("\(path):\(index + 1): expected `buyer_id key`")
            }
            buyers.append((String(words[0]), String(words[1])))
        }
        guard !buyers.isEmpty else { throw SimulationError("\(path) names no buyer") }
        self.buyers = buyers
    }
}

/// Why a simulation can't run, in a sentence.
struct SimulationError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
