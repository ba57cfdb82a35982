import Foundation

/// The variables that options fall back to.
enum Environment {
    /// A variable's value; nil when it isn't set or is empty.
    static subscript(_ name: String) -> String? {
        ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}
