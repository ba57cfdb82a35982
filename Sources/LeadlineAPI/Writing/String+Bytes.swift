extension String {
    /// The text's UTF-8, where it lies. `withUTF8` wants a text of its own, and counts references
    /// for that: several times as dear.
    @inline(__always)
    public func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        utf8.withContiguousStorageIfAvailable { body(UnsafeRawBufferPointer($0)) }
            ?? Array(utf8).withUnsafeBytes(body)
    }
}
