import Glibc

extension MasterKeys {
    /// A key file larger than this is a mistake.
    static let fileBytesMax = 65_536

    /// Reads the text form from a file.
    ///
    /// - Throws: ``VaultError`` `UNREADABLE_KEY_FILE` if it can't be read, or if others than its
    ///   owner and group may read it; `INVALID_KEY_TEXT` for what is in it.
    public init(file path: String) throws {
        var bytes = try MasterKeys.read(path)
        defer { bytes.resetBytes() }
        try self.init(text: String(decoding: bytes, as: UTF8.self))
    }

    private static func read(_ path: String) throws -> [UInt8] {
        let file = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            let reason = String(cString: strerror(errno))
            throw VaultError(
                .unreadableKeyFile, "can't open the master key file \(path): \(reason)")
        }
        defer { Glibc.close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw VaultError(.unreadableKeyFile, "the master key file \(path) isn't a file")
        }
        guard status.st_mode & 0o007 == 0 else {
            throw VaultError(
                .unreadableKeyFile,
                "everybody may read the master key file \(path); make it mode 0600")
        }
        guard status.st_size <= fileBytesMax else {
            throw VaultError(
                .unreadableKeyFile, "the master key file \(path) is larger than 64 KiB")
        }
        return try readAll(file, path)
    }

    private static func readAll(_ file: Int32, _ path: String) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < fileBytesMax {
            var part = [UInt8](repeating: 0, count: 4096)
            let count = Glibc.read(file, &part, part.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                let reason = String(cString: strerror(errno))
                throw VaultError(
                    .unreadableKeyFile, "can't read the master key file \(path): \(reason)")
            }
            if count == 0 { break }
            bytes.append(contentsOf: part[..<count])
            part.resetBytes()
        }
        return bytes
    }
}
