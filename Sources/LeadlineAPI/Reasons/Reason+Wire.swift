public import Market

extension Reason {
    /// A reason as it was sent.
    ///
    /// On the wire the operands of a failing test are text, so here they become one text value:
    /// sent again, the reason is the same message, byte for byte.
    public init(wire: WireReason) throws(WireError) {
        self.init(try ReasonCode(wire: wire.code), try ReasonDetail(wire: wire))
    }

    /// The reason as it is sent.
    public var wire: WireReason {
        var wire = WireReason()
        wire.code = code.wire
        switch detail {
        case .none: break
        case .field(let name): wire.field = name
        case .subject(let subject): wire.subjectID = subject
        case .filter(let failure):
            wire.subjectID = failure.filter
            wire.field = failure.field
            wire.op = op ?? ""
            wire.want = want ?? ""
            wire.got = got ?? ""
        case .partyCode(let code): wire.partyCode = code
        case .price(let price): wire.minToWin = price.wire
        case .message(let message): wire.message = message
        }
        return wire
    }
}

extension ReasonDetail {
    fileprivate init(wire: WireReason) throws(WireError) {
        if !wire.op.isEmpty {
            self = .filter(try FilterFailure(wire: wire))
        } else if !wire.subjectID.isEmpty {
            self = .subject(wire.subjectID)
        } else if !wire.field.isEmpty {
            self = .field(wire.field)
        } else if !wire.partyCode.isEmpty {
            self = .partyCode(wire.partyCode)
        } else if wire.hasMinToWin {
            self = .price(
                try within("min_to_win") { () throws(WireError) in
                    try Money(wire: wire.minToWin)
                })
        } else {
            self = wire.message.isEmpty ? .none : .message(wire.message)
        }
    }
}

extension FilterFailure {
    private static let negation = "not "

    fileprivate init(wire: WireReason) throws(WireError) {
        let negated = wire.op.hasPrefix(Self.negation)
        let name = negated ? String(wire.op.dropFirst(Self.negation.count)) : wire.op
        guard let op = Operator(rawValue: name) else {
            throw WireError(.unknownValue, "op", "must be a known operator")
        }
        self.init(
            filter: wire.subjectID, field: wire.field, op: op, negated: negated,
            want: wire.want.isEmpty ? [] : [.text(wire.want)],
            got: wire.got.isEmpty ? .missing : .value(.text(wire.got)))
    }
}
