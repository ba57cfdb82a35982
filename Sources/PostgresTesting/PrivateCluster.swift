import Postgres

/// A PostgreSQL server of one's own in a folder under /tmp, reached over a unix socket (and
/// 127.0.0.1 when asked). It dies with this process.
public final class PrivateCluster: Sendable {
    /// The settings of a superuser session in `database`.
    public func settings(
        database: String = "postgres", schema: String? = nil
    ) -> PostgresSettings {
        PostgresSettings(host: "/tmp", database: database, user: "postgres", schema: schema)
    }
}
