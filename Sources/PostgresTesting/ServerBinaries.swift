import Glibc

/// Finds PostgreSQL's programs, and the user to run them as.
enum ServerBinaries {
    /// The command that runs a program as a user whom the server accepts (it refuses root), and
    /// ends it when the thread that started it ends.
    static func asServerUser(_ program: String, _ arguments: [String]) throws -> [String] {
        let guarded = ["setpriv", "--pdeathsig", "INT"]
        let user =
            getuid() == 0
            ? ["--reuid", "postgres", "--regid", "postgres", "--init-groups"] : []
        return guarded + user + [try path(of: program)] + arguments
    }

    /// The newest version that Debian's packages have installed, or the one on the PATH.
    static func path(of program: String) throws -> String {
        for version in (13...20).reversed() {
            let path = "/usr/lib/postgresql/\(version)/bin/\(program)"
            if access(path, X_OK) == 0 { return path }
        }
        let folders = getenv("PATH").map { String(cString: $0) } ?? ""
        for folder in folders.split(separator: ":") where access("\(folder)/\(program)", X_OK) == 0
        {
            return "\(folder)/\(program)"
        }
        throw TestingError("PostgreSQL's \(program) isn't installed (Debian: postgresql).")
    }
}
