import Glibc

/// Tells who started the program which port it got.
enum PortLine {
    static func write(_ port: Int) {
        let line = "listening on \(port)\n"
        _ = Glibc.write(STDOUT_FILENO, line, line.utf8.count)
    }
}
