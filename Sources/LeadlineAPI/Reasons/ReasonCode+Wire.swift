public import Market

extension ReasonCode {
    /// A code as it was sent; the numbers are the same. Throws `unknownValue`.
    public init(wire: WireReasonCode) throws(WireError) {
        guard let number = Int32(exactly: wire.rawValue), let code = ReasonCode(rawValue: number)
        else { throw WireError(.unknownValue, "code", "must be a known reason") }
        self = code
    }

    /// The code as it is sent.
    public var wire: WireReasonCode {
        // A test goes through all cases, so the numbers are known to be the same.
        WireReasonCode(rawValue: Int(rawValue)) ?? .UNRECOGNIZED(Int(rawValue))
    }
}

extension ReasonCount {
    /// A count as it was sent.
    public init(wire: WireReasonCount) throws(WireError) {
        self.init(try ReasonCode(wire: wire.code), Int(wire.count))
    }

    /// The count as it is sent.
    public var wire: WireReasonCount {
        var wire = WireReasonCount()
        wire.code = code.wire
        wire.count = Int32(clamping: count)
        return wire
    }
}
