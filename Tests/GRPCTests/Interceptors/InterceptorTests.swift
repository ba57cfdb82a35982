import CoreMetrics
import GRPC
import Reactor
import Synchronization
import Testing

@Suite struct InterceptorTests {
    enum Who: ContextKey { typealias Value = String }

    final class Diary: Sendable {
        private let lines = Mutex<[String]>([])
        func note(_ line: String) { lines.withLock { $0.append(line) } }
        var all: [String] { lines.withLock { $0 } }
    }

    final class Noting: ServerInterceptor {
        let name: String
        let diary: Diary
        let refuses: Bool

        init(name: String, diary: Diary, refuses: Bool = false) {
            self.name = name
            self.diary = diary
            self.refuses = refuses
        }

        func admit(_ context: ServerContext) throws {
            diary.note("\(name) admit")
            if refuses { throw RPCError(.unauthenticated, "Who are you?") }
            context[Who.self] = (context[Who.self] ?? "") + name
        }

        func ended(_ context: ServerContext, _ outcome: CallOutcome) {
            let counts = "\(outcome.messagesReceived)/\(outcome.messagesSent)"
            diary.note("\(name) ended \(outcome.status.code) \(counts)")
        }
    }

    final class Wrapping: WrappingServerInterceptor {
        let name: String
        let diary: Diary

        init(name: String, diary: Diary) {
            self.name = name
            self.diary = diary
        }

        func intercept(
            _ context: ServerContext, next: @Sendable () async throws -> Void
        ) async throws {
            diary.note("\(name) before")
            await Task.yield()
            try await next()
            diary.note("\(name) after")
        }
    }

    @Test func orderAndValues() async throws {
        let diary = Diary()
        var settings = Wire.Settings()
        settings.interceptors = [
            Noting(name: "a", diary: diary), Wrapping(name: "w", diary: diary),
            Noting(name: "b", diary: diary), Wrapping(name: "v", diary: diary),
        ]
        try await Wire.run(settings) {
            $0.serve(Echo.get) { _, context in
                diary.note("handler")
                return Text(context[Who.self] ?? "nobody")
            }
        } _: { wire in
            let reply = try await wire.channel.call(Echo.get, Text())
            #expect(reply.value == "ab")
            #expect(
                diary.all == [
                    "a admit", "b admit", "w before", "v before", "handler", "v after", "w after",
                    "a ended OK 1/1", "b ended OK 1/1",
                ])
        }
    }

    @Test func refusalReadsNothing() async throws {
        let diary = Diary()
        var settings = Wire.Settings()
        settings.interceptors = [
            Noting(name: "a", diary: diary), Noting(name: "b", diary: diary, refuses: true),
            Noting(name: "c", diary: diary),
        ]
        try await Wire.run(settings) {
            $0.serve(Echo.get) { request, _ in
                diary.note("handler")
                return request
            }
        } _: { wire in
            let error = await #expect(throws: RPCError.self) {
                try await wire.channel.call(Echo.get, Text())
            }
            #expect(error?.status == Status(.unauthenticated, "Who are you?"))
            #expect(!diary.all.contains("handler"))
            #expect(diary.all.filter { $0.contains("ended UNAUTHENTICATED 0/0") }.count == 3)
        }
    }

    struct ClientNoting: ClientInterceptor {
        let diary: Diary

        func begin(_ call: inout OutgoingCall) throws {
            try call.metadata.append("x-added", "by interceptor")
            diary.note("begin \(call.path)")
        }

        func ended(_ call: OutgoingCall, _ outcome: CallOutcome) {
            let counts = "\(outcome.messagesReceived)/\(outcome.messagesSent)"
            diary.note("ended \(outcome.status.code) \(counts)")
        }
    }

    @Test func clientInterceptors() async throws {
        let diary = Diary()
        var settings = Wire.Settings()
        settings.channel.interceptors = [ClientNoting(diary: diary)]
        try await Wire.run(settings) {
            $0.serve(Echo.get) { _, context in Text(context.metadata["x-added"] ?? "nothing") }
            $0.serve(Echo.expand) { request, _, writer in
                for number in 0..<request.value { try await writer.write(Number(number)) }
                throw RPCError(.notFound, "No more.")
            }
        } _: { wire in
            #expect(try await wire.channel.call(Echo.get, Text()).value == "by interceptor")
            let stream = try await wire.channel.call(Echo.expand, Number(3))
            await #expect(throws: RPCError.self) { for try await _ in stream {} }
            // How many of the three had been read when the status came is a matter of timing.
            #expect(diary.all.last?.hasPrefix("ended NOT_FOUND") == true)
            #expect(
                diary.all.dropLast() == [
                    "begin /leadline.test.Echo/Get", "ended OK 1/1",
                    "begin /leadline.test.Echo/Expand",
                ])
        }
    }

    @Test func metrics() async throws {
        let figures = Figures()
        let metrics = MetricsInterceptor(factory: figures)
        var settings = Wire.Settings()
        settings.interceptors = [metrics]
        settings.channel.interceptors = [metrics]
        try await Wire.run(settings) {
            $0.serve(Echo.get) { request, _ in
                if request.value.isEmpty { throw RPCError(.notFound, "Nothing.") }
                return request
            }
        } _: { wire in
            _ = try await wire.channel.call(Echo.get, Text("a"))
            _ = try await wire.channel.call(Echo.get, Text("b"))
            _ = try? await wire.channel.call(Echo.get, Text())
            for side in ["server", "client"] {
                #expect(figures["grpc_\(side)_calls leadline.test.Echo/Get OK"] == 2)
                #expect(figures["grpc_\(side)_calls leadline.test.Echo/Get NOT_FOUND"] == 1)
                #expect(figures["grpc_\(side)_call_duration leadline.test.Echo/Get"] == 3)
            }
        }
    }
}

/// Counts what is recorded under each name.
final class Figures: MetricsFactory {
    private let counts = Mutex<[String: Int]>([:])

    subscript(name: String) -> Int? { counts.withLock { $0[name] } }

    fileprivate func add(_ name: String, _ amount: Int) {
        counts.withLock { $0[name, default: 0] += amount }
    }

    private func name(_ label: String, _ dimensions: [(String, String)]) -> String {
        ([label] + dimensions.map(\.1)).joined(separator: " ")
    }

    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        Handler(figures: self, name: name(label, dimensions))
    }

    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        Handler(figures: self, name: name(label, dimensions))
    }

    func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        Handler(figures: self, name: name(label, dimensions))
    }

    func destroyCounter(_ handler: any CounterHandler) {}
    func destroyRecorder(_ handler: any RecorderHandler) {}
    func destroyTimer(_ handler: any TimerHandler) {}

    private final class Handler: CounterHandler, TimerHandler, RecorderHandler {
        let figures: Figures
        let name: String

        init(figures: Figures, name: String) {
            self.figures = figures
            self.name = name
        }

        func increment(by amount: Int64) { figures.add(name, Int(amount)) }
        func reset() {}
        func recordNanoseconds(_ duration: Int64) { figures.add(name, 1) }
        func record(_ value: Int64) {}
        func record(_ value: Double) {}
    }
}
