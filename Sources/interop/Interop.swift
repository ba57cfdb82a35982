import GRPC
import Logging
import Reactor

/// `interop server PORT` serves the interoperability tests; `interop client HOST:PORT [CASE…]` runs
/// them, all unless named, against any server that does.
@main
struct Interop {
    static func main() async throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        let loops = try EventLoopGroup(count: 1)
        let logger = Logger(label: "interop")
        switch (arguments.first, arguments.count) {
        case ("server", 2):
            let server = GRPCServer(router: TestServer.router(), loops: loops, logger: logger)
            let port = Int(arguments[1]) ?? 0
            Output.line("listening on \(try await server.start(host: "127.0.0.1", port: port))")
            try await Task.sleep(for: .seconds(1 << 30))
        case ("client", 2...):
            let channel = try GRPCChannel(
                targets: [arguments[1]], loops: loops, logger: logger)
            let wanted = arguments.dropFirst(2)
            let cases = TestCase.all.filter { wanted.isEmpty || wanted.contains($0.name) }
            Output.exit(await Report.run(cases, channel) ? 0 : 1)
        default:
            Output.line("usage: interop server PORT | interop client HOST:PORT [CASE…]")
            Output.exit(64)
        }
    }
}
