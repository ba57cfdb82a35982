/// Finds the word that was probably meant.
public enum Suggestion {
    /// The known word that needs the fewest changes, if those are few for its length; of several
    /// the first.
    public static func nearest(to word: String, among known: [String]) -> String? {
        // A word this long isn't a slip of the keys, and the table grows with it.
        guard word.utf8.count <= 64 else { return nil }
        var best: (word: String, changes: Int)?
        for candidate in known {
            let changes = changes(from: Array(word.utf8), to: Array(candidate.utf8))
            if changes < best?.changes ?? .max { best = (candidate, changes) }
        }
        guard let best, best.changes <= max(1, min(word.utf8.count, 9) / 3) else { return nil }
        return best.word
    }

    /// The distance of Damerau and Levenshtein, each pair swapped once: letters inserted, left
    /// out, replaced, or swapped with their neighbour.
    private static func changes(from left: [UInt8], to right: [UInt8]) -> Int {
        var before: [Int] = []
        var above = Array(0...right.count)
        for (i, a) in left.enumerated() {
            var row = [i + 1]
            for (j, b) in right.enumerated() {
                var least = min(above[j] + (a == b ? 0 : 1), row[j] + 1, above[j + 1] + 1)
                if i > 0, j > 0, a == right[j - 1], left[i - 1] == b {
                    least = min(least, before[j - 1] + 1)
                }
                row.append(least)
            }
            (before, above) = (above, row)
        }
        return above[right.count]
    }
}
