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

    /// Levenshtein's distance: letters inserted, left out, or replaced.
    private static func changes(from left: [UInt8], to right: [UInt8]) -> Int {
        var row = Array(0...right.count)
        for (i, a) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, b) in right.enumerated() {
                let replaced = diagonal + (a == b ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
            }
        }
        return row[right.count]
    }
}
