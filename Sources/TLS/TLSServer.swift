import Synchronization

/// A server's side of TLS: makes an engine for each connection, from files that may change.
public final class TLSServer: Sendable {
    public let settings: TLSServerSettings
    private let context: Mutex<TLSContext>

    /// Reads the files.
    /// - Throws: `.unusableFile`, with a sentence that says which and why.
    public init(_ settings: TLSServerSettings) throws(TLSError) {
        self.settings = settings
        context = Mutex(try TLSContext(settings))
    }

    /// Reads the files again, for handshakes from now on; connections that are open go on as they
    /// are. What clients could resume is forgotten: they may have been trusted by another CA.
    /// - Throws: `.unusableFile`; all stays as it was.
    public func reload() throws(TLSError) {
        let fresh = try TLSContext(settings)
        context.withLock { $0 = fresh }
    }

    /// An engine for a connection that was accepted.
    public func makeEngine(_ buffers: TLSBuffers) throws(TLSError) -> TLSEngine {
        try TLSEngine(context.withLock { $0 }, serverName: nil, buffers: buffers)
    }
}
