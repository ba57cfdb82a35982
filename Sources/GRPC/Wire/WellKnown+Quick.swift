import SwiftProtobuf

extension Google_Protobuf_Timestamp: QuickMessage {
    public mutating func readField(
        _ tag: FieldReader.Tag, _ reader: inout FieldReader
    ) throws(FieldReader.NotPlain) -> Bool {
        switch tag {
        case .varint(1): seconds = Int64(bitPattern: try reader.varint())
        case .varint(2): nanos = Int32(truncatingIfNeeded: try reader.varint())
        default: return false
        }
        return true
    }
}

extension Google_Protobuf_Duration: QuickMessage {
    public mutating func readField(
        _ tag: FieldReader.Tag, _ reader: inout FieldReader
    ) throws(FieldReader.NotPlain) -> Bool {
        switch tag {
        case .varint(1): seconds = Int64(bitPattern: try reader.varint())
        case .varint(2): nanos = Int32(truncatingIfNeeded: try reader.varint())
        default: return false
        }
        return true
    }
}
