import Reactor

/// A socket whose last bytes say why it closes: closing it while more of the peer's are on their
/// way would reset the connection, and the peer could lose them.
///
///     lingering ──peer closes, too many bytes, or too long──► closed
///
/// Loop-bound.
final class LastWords {
    /// On one loop; one more is closed at once.
    private static let socketsMax = 64
    private static let wait: Microseconds = .seconds(1)
    private static let bytesMax = 262_144

    /// How many linger on a loop.
    private final class Count {
        var value = 0
    }

    private let descriptor: Int32
    private let count: Count
    private let buffers: LoopBuffers
    private var registration: Registration?
    private var timer: TimerHandle?
    private var bytesLeft = LastWords.bytesMax

    private init(_ descriptor: Int32, _ count: Count, _ buffers: LoopBuffers) {
        self.descriptor = descriptor
        self.count = count
        self.buffers = buffers
    }

    /// Takes the descriptor over.
    static func linger(_ descriptor: Int32, on loop: EventLoop) {
        let count = loop.local { Count() }
        guard count.value < socketsMax else { return Sockets.closeDescriptor(descriptor) }
        Sockets.endWriting(descriptor)
        let made = LastWords(descriptor, count, loop.local { LoopBuffers() })
        do {
            made.registration = try loop.register(descriptor, .read) { _ in made.read() }
        } catch {
            return Sockets.closeDescriptor(descriptor)
        }
        count.value += 1
        made.timer = loop.schedule(after: wait) { made.finish() }
    }

    private func read() {
        switch Sockets.receive(descriptor, into: buffers.input(atLeast: 65_536)) {
        case .bytes(let received):
            bytesLeft -= received
            if bytesLeft <= 0 { finish() }
        case .wouldBlock: break
        case .end, .failed: finish()
        }
    }

    private func finish() {
        guard let registration else { return }
        registration.cancel()
        self.registration = nil
        timer?.cancel()
        timer = nil
        count.value -= 1
        Sockets.closeDescriptor(descriptor)
    }
}
