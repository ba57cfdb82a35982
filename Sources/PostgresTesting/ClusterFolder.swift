import Glibc

/// The folders of private clusters: /tmp/llpg.<process>.<random>. Short, because a socket's path
/// has at most 107 bytes.
enum ClusterFolder {
    private static let prefix = "llpg."

    static func make() throws -> String {
        deleteThoseOfDeadProcesses()
        var path = Array("/tmp/\(prefix)\(getpid()).XXXXXX".utf8CString)
        guard mkdtemp(&path) != nil else {
            throw TestingError("A folder under /tmp can't be made.")
        }
        let folder = String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        if getuid() == 0, let user = getpwnam("postgres") {
            chown(folder, user.pointee.pw_uid, user.pointee.pw_gid)
        }
        return folder
    }

    /// Deletes the folder and what is in it, without following links.
    static func delete(_ folder: String) {
        for name in names(in: folder) where name != "." && name != ".." {
            let path = folder + "/" + name
            if unlink(path) != 0, errno == EISDIR || errno == EPERM { delete(path) }
        }
        rmdir(folder)
    }

    /// A process that was killed couldn't tidy up after itself.
    private static func deleteThoseOfDeadProcesses() {
        for name in names(in: "/tmp") where name.hasPrefix(prefix) {
            let parts = name.split(separator: ".")
            guard parts.count == 3, let owner = pid_t(parts[1]) else { continue }
            if kill(owner, 0) != 0, errno == ESRCH { delete("/tmp/" + name) }
        }
    }

    private static func names(in folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let length = MemoryLayout.size(ofValue: entry.pointee.d_name)
            withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: length) {
                    names.append(String(cString: $0))
                }
            }
        }
        return names
    }
}
