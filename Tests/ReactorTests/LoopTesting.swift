import Reactor
import Testing

/// Runs `body` on a loop of its own and stops the loop afterwards.
func withLoop<Result: Sendable>(
    limits: ReactorLimits = .standard,
    _ body: @escaping @Sendable (EventLoop) async throws -> Result
) async throws -> Result {
    let loop = try EventLoop(name: "test", limits: limits)
    let outcome = await Task(executorPreference: loop) { try await body(loop) }.result
    loop.shutdown()
    return try outcome.get()
}

/// A value that only one loop touches, shared with its closures.
final class Box<Value>: @unchecked Sendable {
    var value: Value
    init(_ value: Value) { self.value = value }
}
