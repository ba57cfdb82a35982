/// Reads variables one after the other and collects what is wrong with them, so that an operator
/// mends a configuration in one go.
public struct SettingsReader {
    /// Why a value can't be used: the rest of a sentence that begins with the variable's name.
    public struct Refusal: Error {
        let message: String

        /// A refusal, as in "is not a number".
        public init(_ message: String) { self.message = message }
    }

    private let environment: [String: String]
    private var problems: [SettingsError.Problem] = []

    /// A reader of this environment.
    public init(_ environment: [String: String]) {
        self.environment = environment
    }

    /// The parsed value of a variable, or of its fallback when it isn't set or is empty; nil when
    /// there is neither or `parse` refuses it, which ``finish()`` reports.
    public mutating func read<Value>(
        _ variable: SettingVariable, _ parse: (String) throws(Refusal) -> Value
    ) -> Value? {
        let given = environment[variable.name].flatMap { $0.isEmpty ? nil : $0 }
        guard let text = given ?? variable.fallback else {
            report(variable, "is not set, and has no default: \(variable.purpose)")
            return nil
        }
        do throws(Refusal) {
            return try parse(text)
        } catch {
            report(variable, error.message)
            return nil
        }
    }

    /// A whole number within bounds.
    public mutating func readInt(_ variable: SettingVariable, in range: ClosedRange<Int>) -> Int? {
        read(variable) { text throws(Refusal) in
            guard let number = Int(text), range.contains(number) else {
                throw Refusal(
                    "is not a whole number from \(range.lowerBound) to \(range.upperBound)")
            }
            return number
        }
    }

    /// Throws everything that was wrong so far.
    public func finish() throws(SettingsError) {
        if !problems.isEmpty { throw SettingsError(problems: problems) }
    }

    private mutating func report(_ variable: SettingVariable, _ message: String) {
        problems.append(SettingsError.Problem(variable: variable.name, message: message))
    }
}
