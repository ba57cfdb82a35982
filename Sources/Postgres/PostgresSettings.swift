/// Where PostgreSQL is and how our sessions behave there.
public struct PostgresSettings: Sendable, Hashable {
    /// A host name, an IP address, or the absolute path of a folder with the server's socket.
    public var host: String
    public var port: Int
    public var database: String
    public var user: String
    public var password: String?
    /// What `pg_stat_activity` shows.
    public var applicationName: String
    /// The schema that unqualified names mean (`search_path`); `nil` for the server's default.
    public var schema: String?
    /// `statement_timeout` of the sessions; `nil` for none.
    public var statementTimeout: Duration?
    /// `lock_timeout` of the sessions: a statement that waits longer fails with 55P03.
    public var lockTimeout: Duration?
    /// `idle_in_transaction_session_timeout`: frees the locks of a client that hangs.
    public var idleInTransactionTimeout: Duration?
    /// libpq's `sslmode`: `disable`, `prefer`, `require`, `verify-ca`, `verify-full`.
    public var sslMode: String
    /// Other run-time settings of the sessions, as in `("jit", "off")`.
    public var parameters: [Parameter]

    /// One run-time setting.
    public struct Parameter: Sendable, Hashable {
        public var name: String
        public var value: String

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    public init(
        host: String, port: Int = 5432, database: String, user: String, password: String? = nil,
        applicationName: String = "leadline", schema: String? = nil
    ) {
        self.host = host
        self.port = port
        self.database = database
        self.user = user
        self.password = password
        self.applicationName = applicationName
        self.schema = schema
        statementTimeout = .seconds(10)
        lockTimeout = .milliseconds(500)
        idleInTransactionTimeout = .seconds(10)
        sslMode = "prefer"
        parameters = [Parameter("jit", "off")]
    }
}
