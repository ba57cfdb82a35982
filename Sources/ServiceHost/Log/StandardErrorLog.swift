import Glibc
public import Logging

/// Writes log lines to standard error, each with one `write(2)`, so that lines of several threads
/// never mix.
public struct StandardErrorLog: LogHandler {
    /// What is less important isn't written.
    public var logLevel: Logger.Level
    /// Written with every line.
    public var metadata: Logger.Metadata = [:]
    /// Adds to every line what holds where it is written.
    public var metadataProvider: Logger.MetadataProvider?
    private let service: String
    private let format: LogFormat

    /// A log of one service.
    public init(service: String, format: LogFormat, level: Logger.Level) {
        self.service = service
        self.format = format
        logLevel = level
    }

    /// One value of the metadata that every line has.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes one line.
    public func log(event: LogEvent) {
        var line = LogLine(
            microseconds: WallClock.system.microseconds(), level: event.level.rawValue,
            service: service, message: event.message.description)
        let provided = metadata.merging(metadataProvider?.get() ?? [:]) { _, provided in provided }
        let all = provided.merging(event.metadata ?? [:]) { _, given in given }
        // Sorted, so that a line looks the same each time.
        line.pairs = all.sorted { $0.key < $1.key }.map { ($0.key, $0.value.description) }
        if let error = event.error { line.pairs.append(("error", "\(error)")) }
        Self.write(line.rendered(format))
    }

    private static func write(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while !rest.isEmpty {
                let count = Glibc.write(STDERR_FILENO, rest.baseAddress, rest.count)
                if count < 0, errno == EINTR { continue }
                // A log that nobody reads must not stop a service.
                guard count > 0 else { return }
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            }
        }
    }
}
