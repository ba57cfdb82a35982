import Logging
import Reactor
import Synchronization
import TLS

/// A service's TLS: one side for its listener, one for the services that it calls. Both follow
/// their files.
///
///     files change, or SIGHUP ──► read ──good──► new handshakes use them
///                                   └───bad───► a line in the log; what was goes on
final class HostTLS: Sendable {
    /// How often the files are looked at.
    private static let interval: Microseconds = .seconds(5)

    let server: TLSServer
    let client: TLSClient
    private let files: [String]
    private let seen: Mutex<FileStamps>
    private let logger: Logger

    /// - Throws: ``HostError`` `BAD_CERTIFICATE`.
    init(_ files: TLSFiles, of service: ServiceKind, logger: Logger) throws(HostError) {
        let serverSettings = files.server(of: service)
        self.files = serverSettings.files
        seen = Mutex(FileStamps(serverSettings.files))
        self.logger = logger
        do throws(TLSError) {
            server = try TLSServer(serverSettings)
            client = try TLSClient(files.client)
        } catch {
            throw HostError(.badCertificate, "TLS can't be set up.", cause: error)
        }
    }

    /// Reads the files anew. Any thread.
    func reload() {
        seen.withLock { $0 = FileStamps(files) }
        do throws(TLSError) {
            try server.reload()
            try client.reload()
            logger.notice("certificates reloaded")
        } catch {
            logger.error("certificates not reloaded", metadata: ["error": "\(error)"])
        }
    }

    /// Reloads if a file has changed since it was last read.
    func reloadIfChanged() {
        let now = FileStamps(files)
        guard seen.withLock({ $0 != now }) else { return }
        reload()
    }

    /// Until it is cancelled. A look is three calls of stat(2): short enough for a loop.
    func watch(on loop: EventLoop) async {
        while !Task.isCancelled {
            do {
                try await loop.sleep(until: loop.now + Self.interval)
            } catch {
                return
            }
            reloadIfChanged()
        }
    }
}
