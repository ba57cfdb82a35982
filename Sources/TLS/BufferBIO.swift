import COpenSSL

/// OpenSSL's way to a connection's bytes: through the thread's `TLSBuffers` instead of a socket,
/// so that many records share a system call and nothing here does I/O.
enum BufferBIO {
    /// A BIO on these buffers, which must outlive it.
    static func make(_ buffers: TLSBuffers) -> OpaquePointer? {
        guard let bio = BIO_new(method) else { return nil }
        BIO_set_data(bio, Unmanaged.passUnretained(buffers).toOpaque())
        BIO_set_init(bio, 1)
        return bio
    }

    /// `nonisolated(unsafe)`: made once, and never changed.
    private nonisolated(unsafe) static let method: OpaquePointer = {
        let method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "buffers")
        guard let method else { preconditionFailure("no memory for a BIO's method") }
        BIO_meth_set_write_ex(method) { bio, bytes, count, written in
            guard let bytes else { return 0 }
            buffers(bio).appendOutput(bytes, count)
            written?.pointee = count
            leadline_bio_no_retry(bio)
            return 1
        }
        BIO_meth_set_read_ex(method) { bio, target, capacity, got in
            guard let target else { return 0 }
            let count = buffers(bio).takeInput(target, capacity)
            got?.pointee = count
            guard count > 0 else {
                leadline_bio_retry_read(bio)
                return -1
            }
            leadline_bio_no_retry(bio)
            return 1
        }
        BIO_meth_set_ctrl(method) { _, command, _, _ in command == BIO_CTRL_FLUSH ? 1 : 0 }
        return method
    }()

    private static func buffers(_ bio: OpaquePointer?) -> TLSBuffers {
        Unmanaged<TLSBuffers>.fromOpaque(BIO_get_data(bio)).takeUnretainedValue()
    }
}
