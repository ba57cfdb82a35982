/// A variable of the environment: its name, what it is for, and what holds when it isn't set.
public struct SettingVariable: Sendable, Hashable {
    /// `LEADLINE_…`.
    public let name: String
    /// A sentence for `--help`.
    public let purpose: String
    /// What holds when it isn't set or is empty; nil makes it required.
    public let fallback: String?
    /// Its value is never shown.
    public let isSecret: Bool

    /// A variable; see the properties.
    public init(_ name: String, _ purpose: String, fallback: String?, isSecret: Bool = false) {
        self.name = name
        self.purpose = purpose
        self.fallback = fallback
        self.isSecret = isSecret
    }
}

extension SettingVariable {
    /// Where PostgreSQL is.
    public static let databaseURL = SettingVariable(
        "LEADLINE_DATABASE_URL",
        "PostgreSQL, as postgres://user:password@host:port/database.",
        fallback: nil, isSecret: true)
    /// What services show one another.
    public static let serviceToken = SettingVariable(
        "LEADLINE_SERVICE_TOKEN",
        "What services show one another: at least 16 characters; after a comma, older ones that "
            + "are still accepted.",
        fallback: nil, isSecret: true)
    /// What personal data is sealed under.
    public static let masterKeys = SettingVariable(
        "LEADLINE_MASTER_KEYS",
        "Master keys as id:key, the current one first, or the path of a file that holds them.",
        fallback: nil, isSecret: true)
    /// What the service shows to those who call it, and to those that it calls.
    public static let tlsCertificate = SettingVariable(
        "LEADLINE_TLS_CERTIFICATE",
        "A PEM file with this service's certificate, by which services know one another instead "
            + "of by the token; read again when it changes, and on SIGHUP.",
        fallback: TLSFiles.none)
    /// The key of that certificate.
    public static let tlsKey = SettingVariable(
        "LEADLINE_TLS_KEY", "A PEM file with the certificate's private key.",
        fallback: TLSFiles.none)
    /// Whose certificates are trusted.
    public static let tlsCA = SettingVariable(
        "LEADLINE_TLS_CA",
        "A PEM file with the certificate of the CA that all services' certificates are of.",
        fallback: TLSFiles.none)
    /// How much is logged.
    public static let logLevel = SettingVariable(
        "LEADLINE_LOG_LEVEL", "trace, debug, info, notice, warning, error or critical.",
        fallback: "info")
    /// How it is logged.
    public static let logFormat = SettingVariable(
        "LEADLINE_LOG_FORMAT", "text for people, json for machines; to standard error.",
        fallback: "text")
    /// How many event loops run.
    public static let loops = SettingVariable(
        "LEADLINE_LOOPS", "Event loops, one thread each: 1 to 64.", fallback: "1")
    /// How many connections to PostgreSQL.
    public static let databaseConnections = SettingVariable(
        "LEADLINE_DATABASE_CONNECTIONS",
        "Connections to PostgreSQL, in all: 1 to 64.", fallback: "8")
    /// How long a start may wait.
    public static let startWait = SettingVariable(
        "LEADLINE_START_WAIT_S",
        "How many seconds a start waits for PostgreSQL and its migrations: 1 to 86400.",
        fallback: "300")
    /// How long a stop may take.
    public static let stopWait = SettingVariable(
        "LEADLINE_STOP_WAIT_S",
        "How many seconds a stop waits for calls that are under way: 0 to 600.",
        fallback: "10")
    /// Whether the service says what it serves.
    public static let reflection = SettingVariable(
        "LEADLINE_REFLECTION",
        "on or off: whether holders of any key may ask which methods and messages there are "
            + "(gRPC server reflection).",
        fallback: "on")

    /// Where a service listens.
    public static func listen(_ service: ServiceKind) -> SettingVariable {
        SettingVariable(
            "LEADLINE_LISTEN", "Where to listen, as host:port; port 0 takes a free one.",
            fallback: "127.0.0.1:\(service.defaultPort)")
    }

    /// Where metrics are served.
    public static let metricsListen = SettingVariable(
        "LEADLINE_METRICS_LISTEN",
        "Where to serve /metrics and /healthz over HTTP/1.1, as host:port, or none. It asks for "
            + "no credentials: keep it inside.",
        fallback: "none")

    /// Where another service is.
    public static func address(of service: ServiceKind) -> SettingVariable {
        SettingVariable(
            "LEADLINE_\(service.rawValue.uppercased())",
            "Where \(service.rawValue) is: host:port, several separated by commas.",
            fallback: "127.0.0.1:\(service.defaultPort)")
    }

    /// All that a service reads, in the order of `--help`.
    public static func all(of service: ServiceKind) -> [SettingVariable] {
        [databaseURL, serviceToken]
            + (service.needsMasterKeys ? [masterKeys] : [])
            + [listen(service), metricsListen]
            + service.calls.map(address(of:))
            + [tlsCertificate, tlsKey, tlsCA]
            + [logLevel, logFormat, loops, databaseConnections, startWait, stopWait, reflection]
    }

    /// The text of `--help`.
    static func help(_ service: ServiceKind) -> String {
        var text = """
            usage: \(service.rawValue) [--help]

            Runs Leadline's \(service.rawValue) service until SIGTERM or SIGINT. Settings come \
            from the environment:

            """
        for variable in all(of: service) {
            let fallback = variable.fallback.map { "default \($0)" } ?? "required"
            text += "\n  \(variable.name) (\(fallback))\n      \(variable.purpose)\n"
        }
        return text
    }
}
