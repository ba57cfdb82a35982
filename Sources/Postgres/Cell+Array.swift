extension Cell {
    /// Reads a one-dimensional array: the header (dimensions, flags, element type, size, lower
    /// bound), then each element's length and bytes (PostgreSQL source, `array_send`).
    func array<Element>(_ read: (Cell) throws -> Element) throws -> [Element?] {
        guard bytes.count >= 12 else { throw mismatch("an array") }
        let dimensions = word32(0)
        if dimensions == 0 { return [] }
        guard dimensions == 1, bytes.count >= 20 else { throw mismatch("a one-dimensional array") }
        let elementType = word32(8)
        let count = Int(word32(12))
        // Each element takes four bytes at least, so a lying count can't make us reserve much.
        guard count <= (bytes.count - 20) / 4 else { throw mismatch("an array") }
        var elements: [Element?] = []
        elements.reserveCapacity(count)
        var offset = 20
        for _ in 0..<count {
            guard offset + 4 <= bytes.count else { throw mismatch("an array") }
            let length = Int(Int32(bitPattern: word32(offset)))
            offset += 4
            if length < 0 {
                elements.append(nil)
                continue
            }
            guard offset + length <= bytes.count else { throw mismatch("an array") }
            let element = Cell(
                type: elementType, column: column,
                bytes: UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + length]))
            elements.append(try read(element))
            offset += length
        }
        return elements
    }
}
