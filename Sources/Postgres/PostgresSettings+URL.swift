extension PostgresSettings {
    /// Reads `postgres://user:password@host:port/database?name=value&…`, percent-encoded where
    /// needed (PostgreSQL manual, 34.1.1.2). A socket's folder is `?host=/path`. Known names:
    /// `host`, `port`, `user`, `password`, `dbname`, `application_name`, `schema`, `sslmode`,
    /// `statement_timeout`, `lock_timeout`, `idle_in_transaction_session_timeout` (milliseconds,
    /// 0 for none); others are run-time settings.
    /// - Throws: ``PostgresError/Kind/misuse``; the message doesn't repeat the URL, which may hold
    ///   a password
    public init(url: String) throws {
        var reader = try URLReader(url)
        self = try reader.read()
    }
}

/// Takes a connection URL apart.
private struct URLReader {
    private var settings = PostgresSettings(
        host: "localhost", database: "", user: "postgres", applicationName: "leadline")
    private var rest: Substring

    init(_ url: String) throws {
        guard let scheme = ["postgres://", "postgresql://"].first(where: url.hasPrefix) else {
            throw Self.error("it doesn't begin with postgres://")
        }
        rest = url.dropFirst(scheme.count)
    }

    mutating func read() throws -> PostgresSettings {
        let parts = rest.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let location = parts[0].split(
            separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        try readAuthority(location[0])
        if location.count == 2 { settings.database = try Self.decoded(location[1]) }
        if parts.count == 2 {
            for pair in parts[1].split(separator: "&") { try readParameter(pair) }
        }
        if settings.database.isEmpty { settings.database = settings.user }
        return settings
    }

    private mutating func readAuthority(_ authority: Substring) throws {
        var hostAndPort = authority
        if let at = authority.lastIndex(of: "@") {
            let login = authority[..<at].split(
                separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            settings.user = try Self.decoded(login[0])
            if login.count == 2 { settings.password = try Self.decoded(login[1]) }
            hostAndPort = authority[authority.index(after: at)...]
        }
        var port: Substring?
        if hostAndPort.first == "[", let end = hostAndPort.firstIndex(of: "]") {
            settings.host = String(
                hostAndPort[hostAndPort.index(after: hostAndPort.startIndex)..<end])
            let tail = hostAndPort[hostAndPort.index(after: end)...]
            if tail.first == ":" { port = tail.dropFirst() }
        } else {
            let pieces = hostAndPort.split(
                separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            if !pieces[0].isEmpty { settings.host = try Self.decoded(pieces[0]) }
            if pieces.count == 2 { port = pieces[1] }
        }
        if let port, !port.isEmpty { settings.port = try Self.port(String(port)) }
    }

    private mutating func readParameter(_ pair: Substring) throws {
        let pieces = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard pieces.count == 2 else { throw Self.error("a parameter has no value") }
        let name = try Self.decoded(pieces[0])
        let value = try Self.decoded(pieces[1])
        switch name {
        case "host": settings.host = value
        case "port": settings.port = try Self.port(value)
        case "user": settings.user = value
        case "password": settings.password = value
        case "dbname": settings.database = value
        case "application_name": settings.applicationName = value
        case "schema": settings.schema = value
        case "sslmode": settings.sslMode = value
        case "statement_timeout": settings.statementTimeout = try Self.milliseconds(value)
        case "lock_timeout": settings.lockTimeout = try Self.milliseconds(value)
        case "idle_in_transaction_session_timeout":
            settings.idleInTransactionTimeout = try Self.milliseconds(value)
        default: settings.parameters.append(Parameter(name, value))
        }
    }

    private typealias Parameter = PostgresSettings.Parameter

    private static func port(_ text: String) throws -> Int {
        guard let port = Int(text), (1...65_535).contains(port) else {
            throw error("its port isn't a number from 1 to 65535")
        }
        return port
    }

    private static func milliseconds(_ text: String) throws -> Duration? {
        guard let count = Int64(text), count >= 0 else {
            throw error("a timeout isn't a number of milliseconds")
        }
        return count == 0 ? nil : .milliseconds(count)
    }

    private static func decoded(_ text: Substring) throws -> String {
        var bytes: [UInt8] = []
        var iterator = text.utf8.makeIterator()
        while let byte = iterator.next() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let first = iterator.next(), let second = iterator.next(),
                let high = Character(UnicodeScalar(first)).hexDigitValue,
                let low = Character(UnicodeScalar(second)).hexDigitValue
            else { throw error("a % isn't followed by two hexadecimal digits") }
            bytes.append(UInt8(high << 4 | low))
        }
        guard let result = String(validating: bytes, as: UTF8.self) else {
            throw error("it isn't UTF-8 once decoded")
        }
        return result
    }

    private static func error(_ reason: String) -> PostgresError {
        PostgresError(.misuse, "The connection URL can't be read: \(reason).")
    }
}
