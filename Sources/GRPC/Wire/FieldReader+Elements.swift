extension FieldReader {
    /// The elements of a repeated field whose tag was just read: this one and those that follow it
    /// directly, as writers put them, behind those that were there before.
    ///
    /// - Parameter read: Reads one element.
    @inlinable
    public mutating func elements<Element>(
        _ tag: Tag, after earlier: [Element],
        _ read: (inout FieldReader) throws(NotPlain) -> Element
    ) throws(NotPlain) -> [Element] {
        var elements = earlier
        while true {
            elements.append(try read(&self))
            let behind = next
            guard try self.tag() == tag else {
                next = behind
                return elements
            }
        }
    }
}
