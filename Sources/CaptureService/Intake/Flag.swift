import LeadlineAPI

/// What looked odd about a field and was let through (`FieldFlag.flag`).
enum Flag: String {
    /// It parses, but fits no known range.
    case looksInvalid = "looks_invalid"
    /// It was cut to fit.
    case truncated
    /// The schema doesn't have it.
    case unknownField = "unknown_field"
    /// Nothing of its type could be made of it; it counts as not given.
    case unparsable
}

extension WireFieldFlag {
    static func with(_ field: String, _ flag: Flag) -> WireFieldFlag {
        var wire = WireFieldFlag()
        wire.field = field
        wire.flag = flag.rawValue
        return wire
    }
}
