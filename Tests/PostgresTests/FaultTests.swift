import Postgres
import PostgresTesting
import Reactor
import Testing

/// A server that goes away and comes back. One after the other, on a cluster of their own.
@Suite(.serialized) struct FaultTests {
    private static let one = Statement("one", "SELECT 1", idempotent: true)
    private static let cluster = Task { try await PrivateCluster.start() }
    private static let terminate = Statement(
        "terminate",
        """
        SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
        WHERE application_name = $1 AND pid <> pg_backend_pid()
        """)

    private func withFaultyClient(
        _ name: String, connections: Int = 2, limits: PostgresLimits = .patient,
        _ body: @Sendable @escaping (PostgresClient, PrivateCluster) async throws -> Void
    ) async throws {
        let cluster = try await Self.cluster.value
        var settings = cluster.settings()
        settings.applicationName = name
        try await withClient(settings, connections: connections, limits: limits) { client in
            try await client.script(
                "DROP TABLE IF EXISTS t; CREATE TABLE t (id int8 PRIMARY KEY, v int8 DEFAULT 0)")
            try await body(client, cluster)
        }
    }

    private func terminate(_ name: String, _ cluster: PrivateCluster) async throws {
        try await withClient(cluster.settings(), connections: 1) { client in
            _ = try await client.run(Self.terminate, [.text(name)])
        }
    }

    @Test(arguments: [PrivateCluster.Stop.fast, .immediate, .kill])
    func whileItIsGoneCallsFailSoonAndWhenItIsBackTheyWork(
        _ how: PrivateCluster.Stop
    ) async throws {
        try await withFaultyClient("gone", limits: .standard) { client, cluster in
            await cluster.stop(how)
            for attempt in 0..<20 {
                let began = MonotonicTime.read()
                let error = await postgresError { _ = try await client.run(Self.one) }
                let took = MonotonicTime.read() - began
                #expect(error?.kind == .unavailable)
                #expect(took < .seconds(1), "attempt \(attempt): \(took.count) µs")
                let other = await postgresError {
                    try await client.transaction { _ = try await $0.run(Self.one) }
                }
                #expect(other?.kind == .unavailable)
            }
            try await cluster.startAgain()
            try await client.waitUntilReady(timeout: .seconds(20))
            #expect(try await client.run(Self.one)[0].int(0) == 1)
            _ = try await client.transaction { try await $0.run(Self.one) }
        }
    }

    @Test func aTerminatedBackendGoesUnnoticedByReads() async throws {
        try await withFaultyClient("terminated") { client, cluster in
            for _ in 0..<10 {
                async let killed: Void = terminate("terminated", cluster)
                let rows = await (0..<50).asyncMap { _ in
                    await postgresError { _ = try await client.run(Self.one) }
                }
                #expect(rows.allSatisfy { $0 == nil }, "\(rows.compactMap { $0 })")
                try await killed
            }
        }
    }

    /// As after a failover: the session we have is read-only, and a new one isn't.
    @Test func aReadOnlyServerIsLeft() async throws {
        let cluster = try await Self.cluster.value
        try await withClient(cluster.settings(), connections: 1) { admin in
            try await admin.script("CREATE DATABASE failover")
            let readOnly = "ALTER DATABASE failover SET default_transaction_read_only"
            try await admin.script("\(readOnly) = on")
            try await withClient(cluster.settings(database: "failover")) { client in
                try await client.script(
                    "BEGIN READ WRITE; CREATE TABLE t (id int8 PRIMARY KEY); COMMIT")
                try await admin.script("\(readOnly) = off")
                _ = try await client.transaction { transaction in
                    try await transaction.run(Statement("insert", "INSERT INTO t VALUES (1)"))
                }
                _ = try await client.run(Statement("insert2", "INSERT INTO t VALUES (2)"))
            }
            try await admin.script("DROP DATABASE failover")
        }
    }

    @Test func aTransactionCutBeforeItsCommitRunsAgain() async throws {
        try await withFaultyClient("cut") { client, cluster in
            let attempts = Counter()
            try await client.transaction { transaction in
                _ = try await transaction.run(Statement("insert", "INSERT INTO t VALUES (1)"))
                if attempts.add() == 1 { try await terminate("cut", cluster) }
                _ = try await transaction.run(Statement("insert2", "INSERT INTO t VALUES (2)"))
            }
            #expect(attempts.value == 2)
            let count = try await client.run(
                Statement("count", "SELECT count(*) FROM t", idempotent: true))
            #expect(try count[0].int(0) == 2)
        }
    }

    /// The server crashes again and again under a stream of writes: all that was acknowledged is
    /// there, once, and what is reported as not stored isn't there.
    @Test func whatIsAcknowledgedIsStored() async throws {
        try await withFaultyClient("crash", connections: 3) { client, cluster in
            let commit = GroupCommit<Int64, Int64>(
                client: client, name: "rows", maxBatch: 16, maxQueued: 1_000, connectionsInUse: 2,
                idempotent: true
            ) { client, ids in
                _ = try await client.run(
                    Statement(
                        "put",
                        """
                        INSERT INTO t SELECT unnest($1)
                        ON CONFLICT (id) DO UPDATE SET v = t.v + 1
                        """, idempotent: true), [.int8Array(ids.map { $0 })])
                return ids
            }
            let outcomes = Shared<[Int64: PostgresError?]>([:])
            let (ids, isOver) = (Counter(), Shared(false))
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<32 {
                    group.addTask {
                        while !isOver.value {
                            let id = Int64(ids.add())
                            let error = await postgresError { _ = try await commit.submit(id) }
                            outcomes.change { $0[id] = .some(error) }
                        }
                    }
                }
                for how in [PrivateCluster.Stop.immediate, .kill, .fast, .immediate] {
                    let before = outcomes.value.count
                    while outcomes.value.count < before + 200 {
                        _ = await postgresError { _ = try await client.run(Self.one) }
                    }
                    let failure = await Task { try await cluster.restart(how) }.result
                    #expect(throws: Never.self) { try failure.get() }
                }
                isOver.change { $0 = true }
                await group.waitForAll()
            }
            try await client.waitUntilReady(timeout: .seconds(20))
            let rows = try await client.run(
                Statement("all", "SELECT id FROM t", idempotent: true))
            let stored = Set(try rows.map { try $0.int64(0) })
            let all = outcomes.value
            let acknowledged = all.filter { $0.value == nil }.keys
            #expect(acknowledged.count > 500)
            #expect(acknowledged.allSatisfy { stored.contains($0) })
            for (id, error) in all {
                guard let error, error.kind != .outcomeUnknown else { continue }
                #expect(!stored.contains(id), "\(error) and yet stored")
            }
        }
    }

    @Test func notificationsComeAgainAfterReconnecting() async throws {
        try await withFaultyClient("listener") { client, cluster in
            var reader = client.listen("news \"quoted\"").makeAsyncIterator()
            // Notifies until it is heard: nobody can know when the other side listens again.
            for disturbance in ["none", "terminate", "restart"] {
                if disturbance == "terminate" { try await terminate("listener listen", cluster) }
                if disturbance == "restart" {
                    try await cluster.restart(.immediate)
                    try await client.waitUntilReady(timeout: .seconds(20))
                }
                let isHeard = Shared(false)
                async let notifying: Void = notify(client, disturbance, until: isHeard)
                while let news = await reader.next(), news != disturbance {}
                isHeard.change { $0 = true }
                try await notifying
            }
        }
    }

    private func notify(
        _ client: PostgresClient, _ text: String, until isHeard: Shared<Bool>
    ) async throws {
        let notify = Statement(
            "notify", "SELECT pg_notify('news \"quoted\"', $1)", idempotent: true)
        while !isHeard.value { _ = try await client.run(notify, [.text(text)]) }
    }

    @Test func listeningEndsWithTheReaderAndWithTheClient() async throws {
        try await withFaultyClient("ending") { client, _ in
            let stream = client.listen("c")
            async let ended: Int = stream.reduce(0) { count, _ in count + 1 }
            _ = try await client.run(Self.one)
            await client.close()
            #expect(await ended == 0)
        }
    }

    @Test func deleteTheCluster() async throws {
        await (try await Self.cluster.value).delete()
    }
}
