import CLinux
import Synchronization

/// A name that could not be resolved.
public struct ResolveError: Error, Sendable, CustomStringConvertible {
    public var host: String
    /// An EAI_ code of getaddrinfo.
    public var code: Int32

    public var description: String {
        "the name \(host) can't be resolved: \(String(cString: gai_strerror(code)))"
    }
}

extension SocketAddress {
    /// Looks a name up with `getaddrinfo`, on a thread of its own, so that a slow name server
    /// never holds a loop. Digits are answered at once, and so is "unix:/path".
    /// - Throws: `ResolveError`.
    public static func resolve(
        host: String, port: UInt16, limits: ReactorLimits = .standard
    ) async throws -> [SocketAddress] {
        if host.hasPrefix("unix:") { return [.unix(path: String(host.dropFirst(5)))] }
        if let address = SocketAddress(ip: host, port: port) { return [address] }
        return try await withUnsafeContinuation { continuation in
            let question = Resolver.Question(
                host: host, port: port, limits: limits, continuation: continuation)
            Resolver.shared.ask(question)
        }.get()
    }
}

/// Threads that wait in getaddrinfo: started when asked, gone when there is nothing to ask.
///
/// `@unchecked Sendable` is not needed: all state is behind the mutex.
final class Resolver: Sendable {
    struct Question: Sendable {
        var host: String
        var port: UInt16
        var limits: ReactorLimits
        var continuation: UnsafeContinuation<Result<[SocketAddress], ResolveError>, Never>
    }

    private struct State {
        var waiting: [Question] = []
        var threads = 0
    }

    static let shared = Resolver()
    private let state = Mutex(State())

    func ask(_ question: Question) {
        let startThread = state.withLock { state in
            state.waiting.append(question)
            guard state.threads < question.limits.resolverThreads else { return false }
            state.threads += 1
            return true
        }
        guard startThread else { return }
        var thread = pthread_t()
        let code = pthread_create(&thread, nil, { _ in Resolver.shared.work() }, nil)
        if code == 0 {
            pthread_detach(thread)
        } else {
            giveUp()
        }
    }

    private func work() -> UnsafeMutableRawPointer? {
        leadline_name_thread("resolver")
        while let question = next() {
            question.continuation.resume(returning: Self.answer(question))
        }
        return nil
    }

    private func next() -> Question? {
        state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.threads -= 1
                return nil
            }
            return state.waiting.removeFirst()
        }
    }

    /// No thread could be started: whoever waits is told, unless other threads will serve them.
    private func giveUp() {
        let abandoned = state.withLock { state -> [Question] in
            state.threads -= 1
            guard state.threads == 0 else { return [] }
            defer { state.waiting = [] }
            return state.waiting
        }
        for question in abandoned {
            let error = ResolveError(host: question.host, code: EAI_AGAIN)
            question.continuation.resume(returning: .failure(error))
        }
    }

    private static func answer(_ question: Question) -> Result<[SocketAddress], ResolveError> {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_ADDRCONFIG | AI_NUMERICSERV
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(question.host, String(question.port), &hints, &list)
        guard code == 0 else {
            return .failure(ResolveError(host: question.host, code: code))
        }
        defer { freeaddrinfo(list) }
        var found: [SocketAddress] = []
        var entry = list
        while let info = entry, found.count < question.limits.addressesPerName {
            if let raw = info.pointee.ai_addr, let address = SocketAddress(UnsafeRawPointer(raw)),
                !found.contains(address)
            {
                found.append(address)
            }
            entry = info.pointee.ai_next
        }
        return .success(found)
    }
}
