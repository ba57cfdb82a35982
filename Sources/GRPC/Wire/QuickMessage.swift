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
                let start = reader.position
                guard let tag = try reader.tag() else { break }
                if try readField(tag, &reader) { continue }
                try reader.skip(tag)
                others.append(contentsOf: bytes[start..<reader.position])
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
    /// A message within another one, all of whose fields must be its quick ones.
    ///
    /// - Parameter isPresent: Whether it was there before. A second one is merged into the first by
    ///   the generic decoder.
    @inlinable
    public mutating func message<Value: QuickMessage>(
        isPresent: Bool
    ) throws(NotPlain) -> Value {
        guard !isPresent else { throw NotPlain() }
        var value = Value()
        var reader = FieldReader(try delimited())
        while let tag = try reader.tag() {
            guard try value.readField(tag, &reader) else { throw NotPlain() }
        }
        return value
    }
}
