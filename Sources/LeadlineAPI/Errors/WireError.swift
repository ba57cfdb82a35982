/// Why a message can't be taken in: which field, and what is wrong with it.
///
/// Its text names fields and says what they should be, and never quotes a value, so it may be
/// logged and returned to whoever sent the message (INVALID_ARGUMENT).
public struct WireError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of fault it is; open, so that more can be added.
    public struct Code: Hashable, Sendable {
        let number: Int
        /// A field that has to be set isn't.
        public static let missing = Code(number: 1)
        /// A value can't be read as what it should be.
        public static let malformed = Code(number: 2)
        /// A value is beyond what is allowed.
        public static let outOfRange = Code(number: 3)
        /// An enumeration's value is unknown here, or is its "unspecified".
        public static let unknownValue = Code(number: 4)
    }

    /// What kind of fault it is.
    public let code: Code
    /// The way to the field from the message's root, e.g. `lead.fields[2].value.money.currency`.
    public let path: String
    /// What is wrong, without its subject: "must be a UUID".
    public let problem: String

    /// An error at a field.
    public init(_ code: Code, _ path: String, _ problem: String) {
        self.code = code
        self.path = path
        self.problem = problem
    }

    /// A field that has to be set isn't.
    public static func missing(_ path: String) -> WireError {
        WireError(.missing, path, "must be set")
    }

    /// The same error, seen from the message that holds this one in `field`.
    public func under(_ field: String) -> WireError {
        let joint = path.isEmpty || path.hasPrefix("[") ? "" : "."
        return WireError(code, field + joint + path, problem)
    }

    /// "lead.lead_id must be a UUID."
    public var description: String { "\(path.isEmpty ? "The message" : path) \(problem)." }
}

/// Converts what stands in a field; its errors get the field's name. The name is only made into
/// text when something is wrong.
public func within<Result>(
    _ field: @autoclosure () -> String, _ convert: () throws(WireError) -> Result
) throws(WireError) -> Result {
    do {
        return try convert()
    } catch {
        throw error.under(field())
    }
}

/// Converts the elements of a repeated field in their order; errors get the name and the index.
func convert<Wire, Result>(
    _ elements: [Wire], of field: @autoclosure () -> String,
    _ convert: (Wire) throws(WireError) -> Result
) throws(WireError) -> [Result] {
    var results: [Result] = []
    results.reserveCapacity(elements.count)
    for (index, element) in elements.enumerated() {
        do {
            results.append(try convert(element))
        } catch {
            throw error.under("\(field())[\(index)]")
        }
    }
    return results
}
