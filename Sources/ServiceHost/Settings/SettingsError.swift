/// Everything that is wrong with the settings, at once. Quotes no secret.
public struct SettingsError: Error, Sendable, Hashable, CustomStringConvertible {
    /// One variable and what is wrong with it.
    public struct Problem: Sendable, Hashable, CustomStringConvertible {
        /// The variable's name.
        public let variable: String
        /// What is wrong, as the rest of a sentence that begins with the name.
        public let message: String

        /// The sentence.
        public var description: String { "\(variable) \(message)" }
    }

    /// At least one, in the order of `--help`.
    public let problems: [Problem]

    /// A sentence a line.
    public var description: String { problems.map(\.description).joined(separator: "\n") }
}
