import Foundation

/// A file for secrets, which nobody but its owner may read.
struct SecretFile {
    private let handle: FileHandle

    /// Opens it for writing, mode 0600, before there is anything to lose. What it held is gone.
    init(path: String) throws(CommandFailure) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw CommandFailure(.file, "The file \(path) can't be written.")
        }
        // It may have been there, readable for others.
        guard fchmod(descriptor, 0o600) == 0 else {
            close(descriptor)
            throw CommandFailure(.file, "The file \(path) can't be kept from others.")
        }
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    /// Whether there is such a file with anything in it: an empty one is left by who didn't come
    /// to writing.
    static func holdsSomething(path: String) -> Bool {
        var about = stat()
        return stat(path, &about) == 0 && about.st_size > 0
    }

    /// Writes it all.
    func write(_ text: String) throws(CommandFailure) {
        do {
            try handle.write(contentsOf: Data(text.utf8))
            try handle.close()
        } catch {
            throw CommandFailure(.file, "The file can't be written.")
        }
    }
}
