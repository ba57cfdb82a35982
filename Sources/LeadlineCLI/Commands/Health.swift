import ArgumentParser
import GRPC
import SwiftProtobuf

/// `leadline health HOST:PORT`
struct Health: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Asks a service whether it can work: exit code 0 or 1.",
        discussion: """
            Example:
              leadline health 127.0.0.1:7101
            """)

    @Argument(help: "The service, as host:port.")
    var address: String

    @Option(help: "How many seconds to wait for the answer.")
    var wait = 2

    func run() async throws {
        let (address, wait) = (address, Duration.seconds(wait))
        let problem = try await Session.run { session in
            await ServiceHealth.problem(address, wait: wait, session)
        }
        if let problem { throw CommandFailure(.failed, "\(address): \(problem)") }
        Terminal.say("serving")
    }
}

/// `grpc.health.v1` from outside.
enum ServiceHealth {
    /// `grpc.health.v1.Health/Check`. A request there is one string, a response one enum, both
    /// field 1: on the wire these wrappers are the same messages.
    private static let check = Method<
        Google_Protobuf_StringValue, Google_Protobuf_Int32Value, Unary
    >(service: "grpc.health.v1.Health", name: "Check")

    private static let serving: Int32 = 1

    /// Why a service can't work; nil when it can.
    static func problem(_ address: String, wait: Duration, _ session: Session) async -> String? {
        do {
            let status = try await session.withChannel(address) { channel in
                try await channel.call(
                    check, Google_Protobuf_StringValue(), options: CallOptions(timeout: wait))
            }
            return status.value == serving ? nil : "not serving"
        } catch let error as RPCError {
            return error.code == .unavailable ? "can't be reached" : "\(error.code)"
        } catch {
            return "can't be asked: \(error)"
        }
    }
}
