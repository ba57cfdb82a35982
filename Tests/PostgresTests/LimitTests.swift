import Logging
import Postgres
import PostgresTesting
import Reactor
import Testing

@Suite struct LimitTests {
    private static let one = Statement("one", "SELECT 1", idempotent: true)

    /// Runs `body` while a transaction has the client's only connection.
    private func whileBusy(
        _ client: PostgresClient, _ body: () async throws -> Void
    ) async throws {
        let (held, done) = (Gate(), Gate())
        async let transaction: Void = client.transaction { transaction in
            _ = try await transaction.run(Self.one)
            held.open()
            await done.wait()
        }
        await held.wait()
        try await body()
        done.open()
        try await transaction
    }

    @Test func tooManyWaitingAreRefusedAtOnce() async throws {
        var limits = PostgresLimits.patient
        limits.waitingMax = 2
        try await withDatabase(connections: 1, limits: limits) { client in
            let (refused, served) = (Counter(), Counter())
            let allRefused = Gate()
            try await withThrowingTaskGroup(of: Void.self) { group in
                try await whileBusy(client) {
                    for _ in 0..<5 {
                        group.addTask {
                            let error = await postgresError { _ = try await client.run(Self.one) }
                            if error == nil { served.add() }
                            if error?.kind == .overloaded, refused.add() == 3 { allRefused.open() }
                        }
                    }
                    await allRefused.wait()
                }
                try await group.waitForAll()
            }
            #expect(refused.value == 3 && served.value == 2)
        }
    }

    @Test func whoWaitsTooLongIsTold() async throws {
        var limits = PostgresLimits.patient
        limits.acquireTimeout = .milliseconds(60)
        try await withDatabase(connections: 1, limits: limits) { client in
            try await whileBusy(client) {
                let error = await postgresError { _ = try await client.run(Self.one) }
                #expect(error?.kind == .acquireTimeout)
                let other = await postgresError {
                    try await client.transaction { _ = try await $0.run(Self.one) }
                }
                #expect(other?.kind == .acquireTimeout)
            }
            #expect(try await client.run(Self.one)[0].int(0) == 1)
        }
    }

    @Test func aStatementThatTakesTooLongIsStoppedByTheServer() async throws {
        try await withSchema { settings in
            var settings = settings
            settings.statementTimeout = .milliseconds(50)
            try await withClient(settings, connections: 1) { client in
                let error = await postgresError {
                    _ = try await client.run(
                        Statement("slow", "SELECT count(*) FROM generate_series(1, 1e10::int8)"))
                }
                #expect(error?.sqlState == .queryCanceled)
                let found = try await client.run(Self.one)[0].int(0)
                #expect(found == 1)
            }
        }
    }

    @Test func aServerThatDoesNotAnswerCostsItsConnectionOnly() async throws {
        var limits = PostgresLimits.patient
        limits.answerGrace = .milliseconds(5)
        try await withSchema { [limits] settings in
            var settings = settings
            // No limit of the server's own: the client's is 20 times its grace.
            settings.statementTimeout = nil
            try await withClient(settings, connections: 1, limits: limits) { client in
                let error = await postgresError {
                    _ = try await client.run(
                        Statement("slow", "SELECT count(*) FROM generate_series(1, 1e8::int8)"))
                }
                #expect(error?.kind == .outcomeUnknown)
                let found = try await client.run(Self.one)[0].int(0)
                #expect(found == 1)
            }
        }
    }

    @Test func whoWasNotHeardSinceIsGivenUpToo() async throws {
        try await withQuickPatience { client in
            let before = try await Self.pids(client)
            let error = await postgresError { _ = try await client.run(Self.slow) }
            #expect(error?.kind == .outcomeUnknown)
            #expect(try await Self.pids(client).isDisjoint(with: before))
        }
    }

    @Test func whoAnswersMeanwhileIsKept() async throws {
        try await withQuickPatience { client in
            let isOver = Shared(false)
            let slow = Task {
                let error = await postgresError { _ = try await client.run(Self.slow) }
                isOver.change { $0 = true }
                return error?.kind
            }
            var answering = 0
            while !isOver.value { answering = try await client.run(Self.pid)[0].int(0) }
            #expect(await slow.value == .outcomeUnknown)
            #expect(try await Self.pids(client).contains(answering))
        }
    }

    private static let pid = Statement("pid", "SELECT pg_backend_pid()")
    private static let slow = Statement(
        "slow", "SELECT count(*) FROM generate_series(1, 1e8::int8)")

    /// The server processes of the connections that are up.
    private static func pids(_ client: PostgresClient) async throws -> Set<Int> {
        let asking = Statement("pids", "SELECT pg_backend_pid(), pg_sleep(0.01)")
        return try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<4 { group.addTask { try await client.run(asking)[0].int(0) } }
            return try await group.reduce(into: []) { $0.insert($1) }
        }
    }

    /// Two connections, both up, given up when they owe an answer for 2 s.
    private func withQuickPatience(
        _ body: @Sendable @escaping (PostgresClient) async throws -> Void
    ) async throws {
        var limits = PostgresLimits.patient
        limits.answerGrace = .milliseconds(100)
        try await withSchema { [limits] settings in
            var settings = settings
            settings.statementTimeout = nil
            try await withClient(settings, limits: limits) { client in
                // On one alone the calls of a test would wait behind each other.
                while try await Self.pids(client).count < 2 {}
                try await body(client)
            }
        }
    }

    @Test func aClosedClientRefuses() async throws {
        let cluster = try await SharedCluster.get()
        let loop = try EventLoop(name: "test")
        defer { loop.shutdown() }
        let client = PostgresClient(
            settings: cluster.settings(), loop: loop, connections: 2,
            logger: Logger(label: "test"))
        #expect(try await client.run(Self.one)[0].int(0) == 1)
        await client.close()
        #expect(await postgresError { _ = try await client.run(Self.one) }?.kind == .closed)
        let error = await postgresError { try await client.transaction { _ in } }
        #expect(error?.kind == .closed)
        await client.close()
    }

    @Test func nobodyAnswersAtThisAddress() async throws {
        let loop = try EventLoop(name: "test")
        defer { loop.shutdown() }
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        for host in ["/tmp/no-such-folder", "127.0.0.1", "no-such-host.invalid"] {
            let client = PostgresClient(
                settings: PostgresSettings(host: host, port: 1, database: "d", user: "u"),
                loop: loop, connections: 2, logger: logger)
            let began = MonotonicTime.read()
            let error = await postgresError { _ = try await client.run(Self.one) }
            #expect(error?.kind == .unavailable)
            #expect(MonotonicTime.read() - began < .seconds(5))
            await client.close()
        }
    }

    @Test func namesAreResolvedOffTheLoop() async throws {
        var options = PrivateCluster.Options()
        options.listensOnTCP = true
        let cluster = try await PrivateCluster.start(options)
        var settings = cluster.settings()
        settings.host = "localhost"
        settings.port = try #require(cluster.tcpPort)
        try await withClient(settings, connections: 1) { client in
            let found = try await client.run(Self.one)[0].int(0)
            #expect(found == 1)
        }
        await cluster.delete()
    }
}
