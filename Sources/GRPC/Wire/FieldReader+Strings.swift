extension FieldReader {
    /// A string field.
    public mutating func string() throws(NotPlain) -> String {
        let text = try delimited()
        if text.isASCII { return String(decoding: text, as: UTF8.self) }
        let valid = text.withMemoryRebound(to: UInt8.self) {
            String(validating: $0, as: UTF8.self)
        }
        guard let valid else { throw NotPlain() }
        return valid
    }

    /// An entry of a `map<string, string>` whose tag was just read, and those that follow it
    /// directly, as writers put them.
    public mutating func entries(_ tag: Tag, into map: inout [String: String]) throws(NotPlain) {
        // Growing a dictionary costs more than counting; the limit is for bytes made to look so.
        map.reserveCapacity(map.count + min(try countedEntries(tag), 256))
        while true {
            var entry = FieldReader(try delimited())
            guard try entry.tag() == .delimited(1) else { throw NotPlain() }
            let key = try entry.string()
            guard try entry.tag() == .delimited(2) else { throw NotPlain() }
            map[key] = try entry.string()
            guard entry.position == entry.bytes.count else { throw NotPlain() }
            let end = position
            guard try self.tag() == tag else {
                position = end
                return
            }
        }
    }

    private func countedEntries(_ tag: Tag) throws(NotPlain) -> Int {
        var ahead = self
        var count = 0
        repeat {
            try ahead.skip(tag)
            count += 1
        } while try ahead.tag() == tag
        return count
    }
}

extension UnsafeRawBufferPointer {
    /// Most values are; `String(validating:)` takes four times as long as this and an ASCII copy.
    fileprivate var isASCII: Bool {
        var all: UInt64 = 0
        var offset = 0
        while offset + 8 <= count {
            all |= loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            offset += 8
        }
        while offset < count {
            all |= UInt64(self[offset])
            offset += 1
        }
        return all & 0x8080_8080_8080_8080 == 0
    }
}
