import ArgumentParser
import Postgres

/// Where PostgreSQL is.
struct DatabaseOptions: ParsableArguments {
    @Option(
        name: .customLong("database"),
        help: "PostgreSQL, as postgres://user:password@host:port/database; LEADLINE_DATABASE_URL.")
    var url: String?

    func settings() throws -> PostgresSettings {
        guard let url = url ?? Environment["LEADLINE_DATABASE_URL"] else {
            throw CommandFailure(
                .usage, "Set LEADLINE_DATABASE_URL, or give --database: where PostgreSQL is.")
        }
        return try PostgresSettings(url: url)
    }
}
