import Market

extension ID {
    /// Reads an identifier's text form. Throws `missing` for an empty text, `malformed` for one
    /// that isn't a UUID.
    public init(wire text: String, _ field: @autoclosure () -> String) throws(WireError) {
        guard let id = ID(text) else {
            guard !text.isEmpty else { throw .missing(field()) }
            throw WireError(.malformed, field(), "must be a UUID")
        }
        self = id
    }

    /// The text form, canonical and in lower case.
    public var wire: String { value.description }
}
