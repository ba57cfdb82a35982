public import Logging
public import Postgres
public import Vault

/// What a service was told by its environment. Printing it shows no secret.
public struct HostSettings: Sendable {
    /// Which service this is.
    public var service: ServiceKind
    /// Where PostgreSQL is.
    public var database: PostgresSettings
    /// Where to listen.
    public var listen: HostPort
    /// Where metrics and health are served over HTTP/1.1; nil: nowhere.
    public var metricsListen: HostPort?
    /// What services show one another.
    public var tokens: ServiceTokens
    /// What personal data is sealed under; nil for services that never see any.
    public var masterKeys: MasterKeys?
    /// Where the services that this one calls are, as `host:port`.
    public var addresses: [ServiceKind: [String]]
    /// The files of TLS; nil: everything is plaintext.
    public var tls: TLSFiles?
    /// How much is logged.
    public var logLevel: Logger.Level
    /// How it is logged.
    public var logFormat: LogFormat
    /// Event loops.
    public var loops: Int
    /// Connections to PostgreSQL, in all.
    public var databaseConnections: Int
    /// How long a start waits for PostgreSQL and its migrations.
    public var startWait: Duration
    /// How long a stop waits for calls under way.
    public var stopWait: Duration
    /// Whether reflection is served.
    public var reflection: Bool

    /// Reads the variables of a service (`SettingVariable.all(of:)`).
    ///
    /// - Throws: Everything that is wrong, at once.
    public init(
        _ service: ServiceKind, environment: [String: String]
    ) throws(SettingsError) {
        var reader = SettingsReader(environment)
        let database = reader.read(.databaseURL, Self.parseDatabase)
        let tokens = reader.read(.serviceToken, ServiceTokens.parse)
        let masterKeys =
            service.needsMasterKeys
            ? reader.read(.masterKeys, Self.parseMasterKeys) : nil
        let listen = reader.read(.listen(service), Self.parseListen)
        let metricsListen = reader.read(.metricsListen, Self.parseOptionalListen)
        var addresses: [ServiceKind: [String]] = [:]
        for called in service.calls {
            addresses[called] = reader.read(.address(of: called), Self.parseAddresses)
        }
        let tls = TLSFiles.read(&reader)
        let logLevel = reader.read(.logLevel, Self.parseLogLevel)
        let logFormat = reader.read(.logFormat, Self.parseLogFormat)
        let loops = reader.readInt(.loops, in: 1...64)
        let connections = reader.readInt(.databaseConnections, in: 1...64)
        let startWait = reader.readInt(.startWait, in: 1...86_400)
        let stopWait = reader.readInt(.stopWait, in: 0...600)
        let reflection = reader.read(.reflection, Self.parseSwitch)
        try reader.finish()
        self.service = service
        // Nothing is nil once nothing was wrong.
        self.database = database!
        self.database.applicationName = "leadline-\(service.rawValue)"
        self.listen = listen!
        self.metricsListen = metricsListen!
        self.tokens = tokens!
        self.masterKeys = masterKeys
        self.addresses = addresses
        self.tls = tls
        self.logLevel = logLevel!
        self.logFormat = logFormat!
        self.loops = loops!
        databaseConnections = connections!
        self.startWait = .seconds(startWait!)
        self.stopWait = .seconds(stopWait!)
        self.reflection = reflection!
    }
}

extension HostSettings {
    private typealias Refusal = SettingsReader.Refusal

    private static func parseDatabase(
        _ text: String
    ) throws(SettingsReader.Refusal) -> PostgresSettings {
        do {
            return try PostgresSettings(url: text)
        } catch {
            throw Refusal("can't be used: \(error)")
        }
    }

    private static func parseMasterKeys(
        _ text: String
    ) throws(SettingsReader.Refusal) -> MasterKeys {
        do {
            // A key entry has a colon behind digits; a path begins with a slash or a dot.
            let isPath = text.hasPrefix("/") || text.hasPrefix(".")
            return try isPath ? MasterKeys(file: text) : MasterKeys(text: text)
        } catch {
            throw Refusal("can't be used: \(error)")
        }
    }

    private static func parseListen(_ text: String) throws(SettingsReader.Refusal) -> HostPort {
        guard let address = HostPort(text) else {
            throw Refusal("is not host:port, as in 0.0.0.0:7101 or [::]:7101")
        }
        return address
    }

    private static func parseOptionalListen(
        _ text: String
    ) throws(SettingsReader.Refusal) -> HostPort? {
        text == "none" ? nil : try parseListen(text)
    }

    private static func parseAddresses(
        _ text: String
    ) throws(SettingsReader.Refusal) -> [String] {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        var addresses: [String] = []
        for part in parts {
            guard let address = HostPort(String(part)), address.port > 0 else {
                throw Refusal("is not a list of host:port, as in routing-1:7104,routing-2:7104")
            }
            addresses.append(address.description)
        }
        return addresses
    }

    private static func parseSwitch(_ text: String) throws(SettingsReader.Refusal) -> Bool {
        switch text {
        case "on": return true
        case "off": return false
        default: throw Refusal("is not on or off")
        }
    }

    private static func parseLogLevel(
        _ text: String
    ) throws(SettingsReader.Refusal) -> Logger.Level {
        guard let level = Logger.Level(rawValue: text) else {
            throw Refusal(
                "is not one of " + Logger.Level.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return level
    }

    private static func parseLogFormat(
        _ text: String
    ) throws(SettingsReader.Refusal) -> LogFormat {
        guard let format = LogFormat(rawValue: text) else {
            throw Refusal("is not text or json")
        }
        return format
    }
}
