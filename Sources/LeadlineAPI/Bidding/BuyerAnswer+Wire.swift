public import Market

extension BuyerAnswer {
    /// A buyer's answer to an award as the buyer says it: its texts are checked. Throws a
    /// `WireError` whose description is fit for the buyer's engineers.
    public init(heard wire: WireAwardAck) throws(WireError) {
        try BuyerText.code.check(wire.code)
        try BuyerText.buyerReference.check(wire.buyerReference)
        try self.init(wire: wire)
    }

    /// A buyer's answer to an award as services pass it on and records keep it. Throws as above;
    /// texts that were taken once are taken again.
    public init(wire: WireAwardAck) throws(WireError) {
        switch wire.answer {
        case .accepted: self = .accepted(reference: wire.buyerReference)
        case .rejected: self = .rejected(code: wire.code)
        case .duplicate: self = .duplicate
        case .counter:
            self = .counter(
                try optionalMoney(
                    wire.counterPrice, isSet: wire.hasCounterPrice, "counter_price"))
        case .error: self = .error(code: wire.code)
        case .unspecified, .UNRECOGNIZED:
            throw WireError(.unknownValue, "answer", "must be a known answer")
        }
    }

    /// The answer to this sale's award, as it is sent.
    public func wire(sale: SaleID) -> WireAwardAck {
        var wire = WireAwardAck()
        wire.saleID = sale.wire
        wire.answer = kind
        switch self {
        case .accepted(let reference): wire.buyerReference = reference
        case .rejected(let code), .error(let code): wire.code = code
        case .counter(let price?): wire.counterPrice = price.wire
        case .duplicate, .counter: break
        }
        return wire
    }

    /// The answer's name on the wire.
    public var kind: WireAwardAnswer {
        switch self {
        case .accepted: .accepted
        case .rejected: .rejected
        case .duplicate: .duplicate
        case .counter: .counter
        case .error: .error
        }
    }
}
