import HTTP2
import Logging
import Reactor
import SwiftProtobuf
import TLS

/// The way to a service: connections to its addresses, kept and shared by many calls.
///
/// A call made from a task on a loop of the group uses a connection of that loop, and stays on its
/// thread from request to response. Any other task may call too; its calls take the loops in turn.
///
/// While no address can be reached, calls fail at once with UNAVAILABLE and the reason, or wait, if
/// they are told to (`waitForReady`). Connections come back by themselves.
///
/// Errors are `RPCError`s: what the server answered, or UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED
/// and RESOURCE_EXHAUSTED from this side, with a sentence that says which.
public final class GRPCChannel: Sendable {
    let options: ChannelOptions
    private let loops: EventLoopGroup
    private let parts: [LoopChannel]

    /// - Parameter targets: `host:port`, `[ipv6]:port` or `unix:/path`, perhaps behind `https://`
    ///   or `http://`; calls are spread over all of them, and over all addresses of each name.
    /// - Throws: INVALID_ARGUMENT when a target is none of these, or there is none; `TLSError` when
    ///   the system's CAs can't be used.
    public init(
        targets: [String], loops: EventLoopGroup, options: ChannelOptions = ChannelOptions(),
        logger: Logger
    ) throws {
        guard !targets.isEmpty else {
            throw RPCError(.invalidArgument, "A channel needs at least one address.")
        }
        let parsed = try targets.map { text in
            try ChannelTarget(text, isTLS: options.tls != nil)
        }
        var options = options
        if options.tls == nil, parsed.contains(where: \.isTLS) {
            options.tls = try TLSClient(TLSClientSettings())
        }
        let chosen = options
        self.options = options
        self.loops = loops
        parts = loops.loops.map {
            LoopChannel(targets: parsed, loop: $0, options: chosen, logger: logger)
        }
    }

    /// The part of this thread's loop, or of the next one in turn.
    func part() -> LoopChannel {
        let current = EventLoop.current
        if let own = parts.first(where: { $0.loop === current }) { return own }
        let next = loops.next()
        return parts.first { $0.loop === next } ?? parts[0]
    }

    /// Closes all connections; calls that run or wait fail with UNAVAILABLE.
    public func shutdown() async {
        for part in parts {
            await withUnsafeContinuation { continuation in
                part.loop.execute {
                    part.shutDown()
                    continuation.resume()
                }
            }
        }
    }
}

/// The answer to a unary call with all that came beside it.
public struct Reply<Response: Message>: Sendable {
    public var message: Response
    /// Sent before the message.
    public var initialMetadata: Metadata
    /// Sent with the status.
    public var trailingMetadata: Metadata
    /// Whether the message was compressed, for the interoperability cases.
    package let wasCompressed: Bool
}
