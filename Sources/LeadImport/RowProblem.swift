/// Why a row can't be sent. Names the column and never quotes its value, which may be somebody's
/// phone number.
public struct RowProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// The column, where it is one.
    public let column: String?
    /// What is wrong, in a sentence.
    public let message: String

    /// A problem.
    public init(column: String?, message: String) {
        self.column = column
        self.message = message
    }

    /// "Lead Source: The value is needed."
    public var description: String { (column.map { $0 + ": " } ?? "") + message }
}

/// Why a file can't be imported at all.
public struct LeadFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong; open, so that more can be added.
    public struct Code: Hashable, Sendable {
        let number: Int
        /// The file can't be opened or read.
        public static let unreadable = Code(number: 1)
        /// The file has no header.
        public static let empty = Code(number: 2)
        /// The header and the mapping don't agree.
        public static let wrongColumns = Code(number: 3)
    }

    /// What went wrong.
    public let code: Code
    /// Everything that is wrong, a sentence a line.
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
