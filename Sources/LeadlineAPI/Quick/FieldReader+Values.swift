import FoundationEssentials
import GRPC
import SwiftProtobuf

// What generated messages (`Generated/reading.pb.swift`) read beside what GRPC knows.
extension FieldReader {
    /// Bytes.
    mutating func data() throws(NotPlain) -> Data { Data(try delimited()) }

    /// An enumeration's number, which travels as 32 bits. One that isn't known is kept.
    public mutating func enumeration<Value: SwiftProtobuf.Enum>() throws(NotPlain) -> Value {
        Value(rawValue: Int(Int32(truncatingIfNeeded: try varint()))) ?? Value()
    }

    mutating func strings(_ tag: Tag, after earlier: [String]) throws(NotPlain) -> [String] {
        try elements(tag, after: earlier) { (reader) throws(NotPlain) in try reader.string() }
    }

    mutating func datas(_ tag: Tag, after earlier: [Data]) throws(NotPlain) -> [Data] {
        try elements(tag, after: earlier) { (reader) throws(NotPlain) in try reader.data() }
    }

    mutating func messages<Value: QuickMessage>(
        _ tag: Tag, after earlier: [Value]
    ) throws(NotPlain) -> [Value] {
        try elements(tag, after: earlier) { (reader) throws(NotPlain) in
            try reader.message()
        }
    }
}
