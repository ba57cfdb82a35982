import GRPC
import Glibc

/// Runs cases and writes a line for each.
enum Report {
    /// Whether all of them passed.
    static func run(_ cases: [TestCase], _ channel: GRPCChannel) async -> Bool {
        var hasFailed = cases.isEmpty
        for test in cases {
            do {
                try await test.run(channel)
                Output.line("\(test.name): passed")
            } catch {
                hasFailed = true
                Output.line("\(test.name): FAILED, \(error)")
            }
        }
        await channel.shutdown()
        return !hasFailed
    }
}

/// Standard output, unbuffered, for whoever started the program.
enum Output {
    static func line(_ text: String) {
        let line = text + "\n"
        _ = Glibc.write(STDOUT_FILENO, line, line.utf8.count)
    }

    static func exit(_ code: Int32) -> Never { Glibc.exit(code) }
}
