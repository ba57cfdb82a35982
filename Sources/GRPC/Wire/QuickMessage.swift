import SwiftProtobuf

/// A message that reads its fields itself.
///
/// swift-protobuf asks for its generic types at run time, field by field: some 5,400 instructions
/// an entry of a map, where this takes 1,300. The result is the same for all bytes, because
/// whatever isn't plain goes to swift-protobuf; a test holds the two to each other.
public protocol QuickMessage: Message {
    /// Reads the field with this tag, or says false and leaves it.
    mutating func readField(
        _ tag: FieldReader.Tag, _ reader: inout FieldReader
    ) throws(FieldReader.NotPlain) -> Bool
}

extension QuickMessage {
    /// The message that `bytes` hold, the same as `init(serializedBytes:)` makes of them.
    @inlinable
    public init(quickly bytes: UnsafeRawBufferPointer) throws {
        self.init()
        var others: [UInt8] = []
        do throws(FieldReader.NotPlain) {
            var reader = FieldReader(bytes)
            while true {
                let start = reader.next
                guard let tag = try reader.tag() else { break }
                if try readField(tag, &reader) { continue }
                try reader.skip(tag)
                others.append(
                    contentsOf: UnsafeRawBufferPointer(start: start, count: reader.next - start))
            }
        } catch {
            self = try Self(serializedBytes: bytes.bytes)
            return
        }
        if !others.isEmpty { try merge(serializedBytes: others) }
    }

    /// The same of bytes that were stored.
    @inlinable
    public init(quickly bytes: [UInt8]) throws {
        self = try bytes.withUnsafeBytes { try Self(quickly: $0) }
    }
}

extension FieldReader {
    /// The message that a field holds. One that comes a second time would have to be merged into
    /// the first, which the generic decoder does.
    ///
    /// - Parameter field: Its number, below 64.
    @inlinable
    public mutating func message<Value: QuickMessage>(
        _ field: UInt64
    ) throws(NotPlain) -> Value {
        guard messages & 1 << field == 0 else { throw NotPlain() }
        messages |= 1 << field
        return try message()
    }

    /// A message within another one, all of whose fields must be its quick ones.
    @inlinable
    public mutating func message<Value: QuickMessage>() throws(NotPlain) -> Value {
        var value = Value()
        var reader = FieldReader(try delimited())
        while let tag = try reader.tag() {
            guard try value.readField(tag, &reader) else { throw NotPlain() }
        }
        return value
    }
}
