import CZlib
import Reactor

/// zlib's state for one message at a time: setting it up anew would cost a quarter of a megabyte of
/// memory for each message. A loop has one; elsewhere it is made for the occasion.
final class GzipStreams {
    /// zlib's fastest: on messages of a few kilobytes the better levels save a few percent for
    /// several times the time.
    private static let level: Int32 = 1

    /// zlib remembers where they are.
    private let deflating = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    private let inflating = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    private var canDeflate = false
    private var canInflate = false

    static var current: GzipStreams {
        EventLoop.current?.local { GzipStreams() } ?? GzipStreams()
    }

    init() {
        deflating.initialize(to: z_stream())
        inflating.initialize(to: z_stream())
    }

    deinit {
        if canDeflate { deflateEnd(deflating) }
        if canInflate { inflateEnd(inflating) }
        deflating.deallocate()
        inflating.deallocate()
    }

    /// Ready for the next message to compress; nil when there is no memory.
    func deflater() -> UnsafeMutablePointer<z_stream>? {
        if canDeflate { return deflateReset(deflating) == Z_OK ? deflating : nil }
        canDeflate = leadline_deflate_init(deflating, Self.level) == Z_OK
        return canDeflate ? deflating : nil
    }

    /// Ready for the next message to decompress; nil when there is no memory.
    func inflater() -> UnsafeMutablePointer<z_stream>? {
        if canInflate { return inflateReset(inflating) == Z_OK ? inflating : nil }
        canInflate = leadline_inflate_init(inflating) == Z_OK
        return canInflate ? inflating : nil
    }
}
