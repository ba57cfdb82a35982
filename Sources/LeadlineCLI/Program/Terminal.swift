import Foundation

/// Where commands write: results to standard output, everything else to standard error.
enum Terminal {
    /// A line of the result.
    static func say(_ text: String = "") {
        write(text + "\n", to: .standardOutput)
    }

    /// A line about what is going on.
    static func note(_ text: String) {
        write(text + "\n", to: .standardError)
    }

    /// Why it ends. Several lines, such as a document's problems, stand as they are.
    static func complain(_ text: String) {
        write((text.contains("\n") ? text : "leadline: " + text) + "\n", to: .standardError)
    }

    /// Text without a line's end, over what stood there.
    static func overwrite(_ text: String) {
        write("\r" + text + "\u{1B}[K", to: .standardError)
    }

    /// Whether people see standard error at once.
    static var isInteractive: Bool { isatty(STDERR_FILENO) == 1 }

    private static func write(_ text: String, to file: FileHandle) {
        // Nobody reads any more: nothing is left to be said.
        try? file.write(contentsOf: Data(text.utf8))
    }
}
