import Market
import SwiftProtobuf

// Members that may be absent. Each throws what reading the member throws, under its name.

/// An amount that may be absent.
func optionalMoney(
    _ wire: WireMoney, isSet: Bool, _ field: String
) throws(WireError) -> Money? {
    guard isSet else { return nil }
    return try within(field) { () throws(WireError) in try Money(wire: wire) }
}

/// An amount that has to be there.
func money(_ wire: WireMoney, isSet: Bool, _ field: String) throws(WireError) -> Money {
    guard let money = try optionalMoney(wire, isSet: isSet, field) else { throw .missing(field) }
    return money
}

/// A moment that may be absent.
func optionalMicros(
    _ wire: Google_Protobuf_Timestamp, isSet: Bool, _ field: String
) throws(WireError) -> Int64? {
    guard isSet else { return nil }
    return try within(field) { () throws(WireError) in try wire.microseconds() }
}

/// A moment that has to be there.
func micros(
    _ wire: Google_Protobuf_Timestamp, isSet: Bool, _ field: String
) throws(WireError) -> Int64 {
    guard let micros = try optionalMicros(wire, isSet: isSet, field) else { throw .missing(field) }
    return micros
}

/// The value of an enumeration whose numbers are the same in the market.
func value<Value: RawRepresentable<Int>>(
    _ number: Int, _ field: String
) throws(WireError) -> Value {
    guard let value = Value(rawValue: number) else {
        throw WireError(.unknownValue, field, "must be a known value")
    }
    return value
}
