import CPattern

/// A pattern that a whole text must match, in RE2's syntax (no back references, no look-around):
/// it takes time linear in the text, whatever the pattern.
///
/// `@unchecked Sendable`: the compiled pattern is made in `init`, destroyed in `deinit`, and only
/// read in between, which RE2 allows from any thread.
public final class Pattern: @unchecked Sendable {
    /// The longest pattern, in bytes.
    public static let textBytesMax = 1_000
    /// What one compiled pattern may take.
    static let memoryBytesMax: Int64 = 1 << 20

    private let compiled: OpaquePointer

    /// Compiles a pattern.
    ///
    /// - Throws: ``PatternError`` when it is too long or isn't a pattern.
    public init(_ text: String) throws(PatternError) {
        guard text.utf8.count <= Self.textBytesMax else {
            throw PatternError("a pattern has at most \(Self.textBytesMax) bytes")
        }
        var text = text
        var message = ""
        let compiled = text.withUTF8 { bytes in
            withUnsafeTemporaryAllocation(of: CChar.self, capacity: 200) { error in
                error[0] = 0
                let pattern = bytes.withMemoryRebound(to: CChar.self) {
                    leadline_pattern_create(
                        $0.baseAddress, $0.count, Self.memoryBytesMax, error.baseAddress,
                        error.count)
                }
                if pattern == nil { message = String(cString: error.baseAddress!) }
                return pattern
            }
        }
        guard let compiled else { throw PatternError("not a pattern: \(message)") }
        self.compiled = compiled
    }

    deinit { leadline_pattern_destroy(compiled) }

    /// Whether the whole of a text matches.
    public func matches(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) {
                leadline_pattern_matches(compiled, $0.baseAddress, $0.count)
            }
        }
    }
}

/// Why a text isn't a pattern.
public struct PatternError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A sentence for whoever wrote it.
    public let description: String

    init(_ description: String) { self.description = description }
}
