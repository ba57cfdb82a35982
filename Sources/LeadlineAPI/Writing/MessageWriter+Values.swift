public import Market
import SwiftProtobuf

extension MessageWriter {
    /// A moment, in microseconds since 1970 (`google.protobuf.Timestamp`).
    public mutating func moment(_ field: UInt8, microseconds: Int64) {
        message(field, Google_Protobuf_Timestamp(microseconds: microseconds))
    }

    /// An amount (`Money`).
    public mutating func money(_ field: UInt8, _ money: Money) {
        message(field) { out in
            out.number(1, money.micros)
            out.text(2, money.currency.code)
        }
    }

    /// A named value (`Field`): the same bytes as those of `Field.wire`.
    public mutating func field(_ field: UInt8, _ name: String, _ value: FieldValue) {
        message(field) { out in
            out.text(1, name)
            out.message(2) { $0.write(value) }
        }
    }

    private mutating func write(_ value: FieldValue) {
        switch value {
        case .text(let text): element(1, text)
        case .integer(let value): member(2, value)
        case .decimal(let micros): member(3, micros)
        case .bool(let value): member(4, value ? 1 : 0)
        case .date(let days): member(5, Int64(days))
        case .datetime(let micros): moment(6, microseconds: micros)
        case .money(let amount): money(7, amount)
        case .list(let texts): message(8) { for text in texts { $0.element(1, text) } }
        }
    }
}
