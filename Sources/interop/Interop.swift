import GRPC
import Logging
import Reactor

/// gRPC's interoperability tests, both ends; see `Arguments.usage`.
@main
struct Interop {
    static func main() async {
        do {
            guard let arguments = try Arguments(Array(CommandLine.arguments.dropFirst())) else {
                Output.line(Arguments.usage)
                Output.exit(64)
            }
            try await run(arguments.side)
        } catch {
            Output.line("interop: \(error)")
            Output.exit(1)
        }
    }

    private static func run(_ side: Arguments.Side) async throws {
        let loops = try EventLoopGroup(count: 1)
        let logger = Logger(label: "interop")
        switch side {
        case .server(let port, let tls):
            let server = GRPCServer(
                router: TestServer.router(), loops: loops, tls: tls, logger: logger)
            Output.line("listening on \(try await server.start(host: "127.0.0.1", port: port))")
            try await Task.sleep(for: .seconds(1 << 30))
        case .client(let target, let tls, let cases):
            let channel = try GRPCChannel(
                targets: [target], loops: loops, options: ChannelOptions(tls: tls),
                logger: logger)
            Output.exit(await Report.run(cases, channel) ? 0 : 1)
        }
    }
}
