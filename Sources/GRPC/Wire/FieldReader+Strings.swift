extension FieldReader {
    /// A string field.
    public mutating func string() throws(NotPlain) -> String {
        let text = try delimited()
        let bytes = Span<UInt8>(_unsafeBytes: text)
        // Most values are ASCII, which is cheaper to see than that any other text is well-formed.
        if text.isASCII { return String(copying: UTF8Span(unchecked: bytes, isKnownASCII: true)) }
        guard let valid = try? UTF8Span(validating: bytes) else { throw NotPlain() }
        return String(copying: valid)
    }

    /// An entry of a `map<string, string>` whose tag was just read, and those that follow it
    /// directly, as writers put them.
    public mutating func entries(_ tag: Tag, into map: inout [String: String]) throws(NotPlain) {
        // Growing a dictionary costs more than counting; the limit is for bytes made to look so.
        let count = min(try countedEntries(tag), 256)
        if map.isEmpty {
            map = Dictionary(minimumCapacity: count)
        } else {
            map.reserveCapacity(map.count + count)
        }
        while true {
            let (key, value) = try entry()
            map[key] = value
            let behind = next
            guard try self.tag() == tag else {
                next = behind
                return
            }
        }
    }

    /// One entry of a `map<string, string>` whose tag was just read.
    @inline(__always)
    public mutating func entry() throws(NotPlain) -> (key: String, value: String) {
        var entry = FieldReader(try delimited())
        guard try entry.tag() == .delimited(1) else { throw NotPlain() }
        let key = try entry.string()
        guard try entry.tag() == .delimited(2) else { throw NotPlain() }
        let value = try entry.string()
        guard entry.isAtEnd else { throw NotPlain() }
        return (key, value)
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
    /// Eight bytes at a time; the last ones overlap those before them.
    @inline(__always)
    public var isASCII: Bool {
        guard let start = baseAddress, count > 0 else { return true }
        if count >= 8 {
            var all = (start + count - 8).loadUnaligned(as: UInt64.self)
            var offset = 0
            while offset + 8 < count {
                all |= (start + offset).loadUnaligned(as: UInt64.self)
                offset += 8
            }
            return all & 0x8080_8080_8080_8080 == 0
        }
        if count >= 4 {
            let all =
                start.loadUnaligned(as: UInt32.self)
                | (start + count - 4).loadUnaligned(as: UInt32.self)
            return all & 0x8080_8080 == 0
        }
        let all =
            start.load(as: UInt8.self) | (start + count / 2).load(as: UInt8.self)
            | (start + count - 1).load(as: UInt8.self)
        return all < 0x80
    }
}
