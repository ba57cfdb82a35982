/// A value that may travel between threads but is touched only on its loop.
///
/// `@unchecked Sendable`: the accessors trap on any other thread, so no two threads can reach
/// the value; what is dropped elsewhere is only the reference.
public struct LoopBound<Value>: @unchecked Sendable {
    public let loop: EventLoop
    private let bound: Value

    /// On-loop or off; the caller hands the value over.
    public init(_ value: Value, on loop: EventLoop) {
        bound = value
        self.loop = loop
    }

    /// The value. On-loop only.
    public var value: Value {
        loop.preconditionCurrent()
        return bound
    }

    /// Runs `body` with the value on the loop, later. Any thread.
    public func execute(_ body: @escaping @Sendable (Value) -> Void) {
        loop.execute { body(value) }
    }
}
