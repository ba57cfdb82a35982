import Glibc
import Postgres
import Synchronization

/// A PostgreSQL server of one's own, in a folder under /tmp, reached over a unix socket (and over
/// 127.0.0.1 when asked). It dies with this process, even when that is killed.
///
///     running ──stop, kill──► stopped ──startAgain──► running
public final class PrivateCluster: Sendable {
    /// How the server is set up.
    public struct Options: Sendable {
        /// Whether commits reach the disk (`fsync`). Off for unit tests, on for measurements.
        public var isDurable = false
        /// Whether it also listens on a free port of 127.0.0.1.
        public var listensOnTCP = false
        public var connectionsMax = 200
        /// Further settings of the server, as in `("shared_buffers", "256MB")`.
        public var parameters: [(name: String, value: String)] = []

        public init() {}
    }

    /// The folder that holds the data and the socket.
    public let folder: String
    /// The port on 127.0.0.1, if it listens there. The socket's name always says 5432.
    public let tcpPort: Int?
    private let options: Options
    private let process = Mutex<ServerProcess?>(nil)

    private init(folder: String, tcpPort: Int?, options: Options) {
        self.folder = folder
        self.tcpPort = tcpPort
        self.options = options
    }

    /// Makes a cluster and starts its server.
    /// - Throws: ``TestingError``; its text ends with what the server wrote last
    public static func start(_ options: Options = Options()) async throws -> PrivateCluster {
        let folder = try ClusterFolder.make()
        let port = options.listensOnTCP ? try FreePort.find() : nil
        let cluster = PrivateCluster(folder: folder, tcpPort: port, options: options)
        // Not synced to disk: a cluster that a power cut ruins was going to be deleted anyway.
        let initdb = try ServerProcess(
            ServerBinaries.asServerUser(
                "initdb",
                [
                    "-D", cluster.dataFolder, "-U", "postgres", "-A", "trust", "-E", "UTF8",
                    "--locale=C.UTF-8", "--no-sync",
                ]))
        guard await initdb.whenExited() == 0 else {
            throw TestingError("initdb failed:\n\(initdb.lastLines)")
        }
        try await cluster.startAgain()
        ClusterRegistry.add(cluster)
        return cluster
    }

    /// Starts the server of a cluster that was stopped.
    public func startAgain() async throws {
        let server = try ServerProcess(
            ServerBinaries.asServerUser("postgres", serverArguments),
            readyLine: "ready to accept connections")
        process.withLock { $0 = server }
        guard await server.whenReady() == .ready else {
            throw TestingError("The server didn't start:\n\(server.lastLines)")
        }
    }

    /// How a server is stopped.
    public enum Stop: Int32, Sendable {
        /// Ends the sessions with 57P01 and writes everything out (SIGINT).
        case fast = 2
        /// Drops everything on the spot, like a crash; the log is replayed on the next start
        /// (SIGQUIT).
        case immediate = 3
        /// The kernel kills the server's first process; its sessions find out (SIGKILL).
        case kill = 9
    }

    /// Stops the server, and returns once it is gone.
    public func stop(_ how: Stop = .fast) async {
        guard let server = process.withLock({ $0 }) else { return }
        server.signal(how.rawValue)
        _ = await server.whenExited()
    }

    /// Stops the server and starts it again.
    public func restart(_ how: Stop = .fast) async throws {
        await stop(how)
        try await startAgain()
    }

    /// Stops the server and deletes the cluster.
    public func delete() async {
        await stop(.immediate)
        ClusterRegistry.remove(self)
        ClusterFolder.delete(folder)
    }

    /// At the process's end, where nothing can be awaited.
    func deleteNow() {
        if let server = process.withLock({ $0 }) {
            server.signal(Stop.immediate.rawValue)
            while true {
                if case .exited = server.phase { break }
                usleep(1_000)
            }
        }
        ClusterFolder.delete(folder)
    }

    /// Settings for a superuser's sessions over the socket.
    public func settings(
        database: String = "postgres", schema: String? = nil
    ) -> PostgresSettings {
        PostgresSettings(host: folder, database: database, user: "postgres", schema: schema)
    }

    private var dataFolder: String { folder + "/data" }

    private var serverArguments: [String] {
        var parameters = [
            ("unix_socket_directories", folder), ("port", String(tcpPort ?? 5_432)),
            ("listen_addresses", tcpPort == nil ? "" : "127.0.0.1"),
            ("max_connections", String(options.connectionsMax)),
            ("fsync", options.isDurable ? "on" : "off"),
            ("full_page_writes", options.isDurable ? "on" : "off"),
            ("logging_collector", "off"), ("log_min_messages", "log"),
            ("log_min_error_statement", "panic"), ("timezone", "UTC"),
        ]
        parameters += options.parameters.map { ($0.name, $0.value) }
        return ["-D", dataFolder] + parameters.flatMap { ["-c", "\($0.0)=\($0.1)"] }
    }
}
