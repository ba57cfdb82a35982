/// How a line of the log looks.
public enum LogFormat: String, Sendable {
    /// For people: `2026-11-22T16:09:00.123Z info capture listening port=7101`.
    case text
    /// For machines: one JSON object a line.
    case json
}
