import COpenSSL

/// Key bytes that are never printed, and that are overwritten when nobody holds them any more.
///
/// `@unchecked Sendable`: the memory is written in `init` only, before anybody else can see the
/// object, and freed in `deinit`, when nobody can any more. In between it is only read.
public final class SecretBytes: @unchecked Sendable {
    private let memory: UnsafeMutableRawBufferPointer

    /// Allocates `count` bytes and lets `fill` write them.
    public init(count: Int, fill: (UnsafeMutableRawBufferPointer) throws -> Void) rethrows {
        memory = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 16)
        memory.initializeMemory(as: UInt8.self, repeating: 0)
        try fill(memory)
    }

    /// Copies `bytes`; overwriting the original is up to the caller.
    public convenience init(copying bytes: some Collection<UInt8>) {
        self.init(count: bytes.count) { $0.copyBytes(from: bytes) }
    }

    deinit {
        OPENSSL_cleanse(memory.baseAddress, memory.count)
        memory.deallocate()
    }

    /// How many bytes there are.
    public var count: Int { memory.count }

    /// Lends the bytes to `body`, which must not let the pointer escape.
    @inline(__always)
    public func withUnsafeBytes<R>(
        _ body: (UnsafeRawBufferPointer) throws -> R
    ) rethrows -> R {
        try body(UnsafeRawBufferPointer(memory))
    }
}

extension SecretBytes: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The count only: never the bytes.
    public var description: String { "SecretBytes(\(count) bytes)" }
    /// The count only: never the bytes.
    public var debugDescription: String { description }
    /// Nothing to see for `dump` and debuggers that follow mirrors.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
