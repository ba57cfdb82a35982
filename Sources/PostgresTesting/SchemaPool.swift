import Logging
import Postgres
import Reactor

/// Gives each test a schema of its own on one cluster. A schema that a test is done with is emptied
/// and given to the next, because preparing one (running all migrations) takes longer. Without a
/// preparation there is nothing to save, and it is dropped.
///
///     made, prepared ──► in use ──body ended──► emptied ──► free ──► in use …
public actor SchemaPool {
    private let cluster: @Sendable () async throws -> PrivateCluster
    private let prefix: String
    private let kept: Set<String>
    private let prepare: (@Sendable (PostgresSettings) async throws -> Void)?
    private var free: [String] = []
    private var made = 0
    private var administration: PostgresClient?

    /// - Parameters:
    ///   - prefix: how the schemas' names begin
    ///   - kept: tables that aren't emptied between tests (the list of migrations)
    ///   - cluster: where the schemas are; the shared cluster if left out
    ///   - prepare: fills a new schema (runs the migrations)
    public init(
        prefix: String, keeping kept: Set<String> = [],
        cluster: @escaping @Sendable () async throws -> PrivateCluster = SharedCluster.get,
        prepare: (@Sendable (PostgresSettings) async throws -> Void)? = nil
    ) {
        self.prefix = prefix
        self.kept = kept
        self.cluster = cluster
        self.prepare = prepare
    }

    /// Runs `body` with settings whose sessions see a clean schema and nothing else.
    public nonisolated func withSchema<R: Sendable>(
        _ body: @Sendable (PostgresSettings) async throws -> R
    ) async throws -> R {
        let schema = try await take()
        let settings = try await cluster().settings(schema: schema)
        do {
            let result = try await body(settings)
            try await giveBack(schema)
            return result
        } catch {
            try await giveBack(schema)
            throw error
        }
    }

    private func take() async throws -> String {
        if let schema = free.popLast() { return schema }
        made += 1
        let schema = "\(prefix)_\(made)"
        let client = try await client()
        try await client.script("CREATE SCHEMA \(schema)")
        try await prepare?(cluster().settings(schema: schema))
        return schema
    }

    private func giveBack(_ schema: String) async throws {
        let client = try await client()
        if prepare == nil {
            return try await client.script("DROP SCHEMA \(schema) CASCADE")
        }
        let tables = try await client.run(Self.tables, [.text(schema)])
        let names = try tables.map { try $0.text(0) }.filter { !kept.contains($0) }
        if !names.isEmpty {
            let list = names.map { "\(schema).\"\($0)\"" }.joined(separator: ", ")
            try await client.script("TRUNCATE \(list) RESTART IDENTITY CASCADE")
        }
        free.append(schema)
    }

    private static let tables = Statement(
        "testing.tables",
        """
        SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') AND NOT c.relispartition
        ORDER BY 1
        """, idempotent: true)

    private func client() async throws -> PostgresClient {
        if let administration { return administration }
        let settings = try await cluster().settings()
        // An actor is re-entrant: somebody else may have made it meanwhile.
        if let administration { return administration }
        // The cluster goes away under it when the process ends; that is nothing to report.
        var logger = Logger(label: "testing.schemas")
        logger.logLevel = .critical
        let client = PostgresClient(
            settings: settings, loop: try EventLoop(name: "schemas"), connections: 1,
            logger: logger)
        administration = client
        return client
    }
}

/// Runs `body` with settings that see a clean schema of the shared cluster, without tables.
public func withSchema<R: Sendable>(
    _ body: @Sendable (PostgresSettings) async throws -> R
) async throws -> R {
    try await plainSchemas.withSchema(body)
}

private let plainSchemas = SchemaPool(prefix: "plain")
