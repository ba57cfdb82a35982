public import SwiftProtobuf

/// A message whose bulk is one `map<string, string>`, which is read past the generic decoder: that
/// one takes some 5,400 instructions an entry, for it looks its generic types up at run time; this
/// takes 1,300. A lead is such a message, and decoding it was half of a call.
public protocol StringMapMessage: Message {
    /// The map's field number.
    static var stringMapField: UInt64 { get }
    /// The map.
    var stringMap: [String: String] { get set }
}

extension StringMapMessage {
    /// The message that `bytes` hold, the same as `Self(serializedBytes:)` makes of them.
    ///
    /// Whatever isn't plain, malformed bytes among it, is left to the generic decoder, which also
    /// says what is wrong.
    static func decoded(from bytes: UnsafeRawBufferPointer) throws -> Self {
        try withUnsafeTemporaryAllocation(byteCount: bytes.count, alignment: 1) { rest in
            var reader = StringMapReader(bytes, field: stringMapField, rest: rest)
            guard reader.run() else { return try Self(serializedBytes: bytes.bytes) }
            let others = UnsafeRawBufferPointer(rebasing: rest[..<reader.restCount])
            var message = try Self(serializedBytes: others.bytes)
            message.stringMap = reader.map
            return message
        }
    }
}
