import Reactor

extension PostgresSettings {
    /// Whether the host is a folder that holds the server's socket.
    var isSocketFolder: Bool { host.hasPrefix("/") }

    /// The settings as libpq's keywords. The address comes along resolved, since libpq would block
    /// the loop to resolve it; everything for the session travels in the startup packet.
    func connectionKeywords(address: String?) -> [(keyword: String, value: String)] {
        var keywords = [
            ("host", host), ("port", String(port)), ("dbname", database), ("user", user),
            ("application_name", applicationName), ("sslmode", sslMode),
            // Looking for Kerberos tickets would read files on the loop.
            ("gssencmode", "disable"), ("client_encoding", "UTF8"),
            // A peer that vanished without a word is noticed within about a minute; within five
            // seconds when something was sent that nobody acknowledges.
            ("keepalives_idle", "30"), ("keepalives_interval", "10"), ("keepalives_count", "3"),
            ("tcp_user_timeout", "5000"),
            ("options", startupOptions),
        ]
        if let address { keywords.append(("hostaddr", address)) }
        if let password { keywords.append(("password", password)) }
        return keywords
    }

    private var startupOptions: String {
        var options: [(String, String)] = []
        if let schema { options.append(("search_path", Self.quotedIdentifier(schema))) }
        options.append(("statement_timeout", Self.milliseconds(statementTimeout)))
        options.append(("lock_timeout", Self.milliseconds(lockTimeout)))
        options.append(
            (
                "idle_in_transaction_session_timeout",
                Self.milliseconds(idleInTransactionTimeout)
            ))
        options += parameters.map { ($0.name, $0.value) }
        return options.map { "-c \($0)=\(Self.escapedOption($1))" }.joined(separator: " ")
    }

    /// 0 is "no limit" to the server, so a limit below a millisecond becomes one.
    private static func milliseconds(_ limit: Duration?) -> String {
        guard let limit else { return "0" }
        return String(max(1, Microseconds(limit).count / 1_000))
    }

    /// Options are split at spaces unless a backslash stands before them.
    private static func escapedOption(_ value: String) -> String {
        value.reduce(into: "") { text, character in
            if character == "\\" || character.isWhitespace { text.append("\\") }
            text.append(character)
        }
    }

    static func quotedIdentifier(_ name: String) -> String {
        var quoted = "\""
        for character in name {
            if character == "\"" { quoted.append("\"") }
            quoted.append(character)
        }
        return quoted + "\""
    }
}
