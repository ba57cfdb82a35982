import Synchronization

/// A client's side of TLS: makes an engine for each connection, from files that may change.
public final class TLSClient: Sendable {
    public let settings: TLSClientSettings
    private let context: Mutex<TLSContext>

    /// Reads the files.
    /// - Throws: `.unusableFile`, with a sentence that says which and why.
    public init(_ settings: TLSClientSettings) throws(TLSError) {
        self.settings = settings
        context = Mutex(try TLSContext(settings))
    }

    /// Reads the files again, for connections made from now on.
    /// - Throws: `.unusableFile`; all stays as it was.
    public func reload() throws(TLSError) {
        let fresh = try TLSContext(settings)
        context.withLock { $0 = fresh }
    }

    /// An engine for a connection to a server that is called by this name or address.
    public func makeEngine(
        to name: String, _ buffers: TLSBuffers
    ) throws(TLSError) -> TLSEngine {
        try TLSEngine(
            context.withLock { $0 }, serverName: settings.serverName ?? name, buffers: buffers)
    }
}
