public import Market
import SwiftProtobuf

extension FieldValue {
    /// A value as it was sent. Throws `missing` when no kind is set.
    public init(wire: WireFieldValue) throws(WireError) {
        switch wire.kind {
        case .text(let text): self = .text(text)
        case .integer(let value): self = .integer(value)
        case .decimalMicros(let micros): self = .decimal(micros: micros)
        case .boolean(let value): self = .bool(value)
        case .dateDays(let days): self = .date(days: days)
        case .moment(let moment):
            self = .datetime(
                micros: try within("moment") { () throws(WireError) in
                    try moment.microseconds()
                })
        case .money(let money):
            self = .money(try within("money") { () throws(WireError) in try Money(wire: money) })
        case .textList(let list): self = .list(list.values)
        case nil: throw .missing("kind")
        }
    }

    /// The value as it is sent.
    public var wire: WireFieldValue {
        var wire = WireFieldValue()
        switch self {
        case .text(let text): wire.text = text
        case .integer(let value): wire.integer = value
        case .decimal(let micros): wire.decimalMicros = micros
        case .money(let money): wire.money = money.wire
        case .bool(let value): wire.boolean = value
        case .date(let days): wire.dateDays = days
        case .datetime(let micros):
            wire.moment = Google_Protobuf_Timestamp(microseconds: micros)
        case .list(let texts): wire.textList.values = texts
        }
        return wire
    }
}
