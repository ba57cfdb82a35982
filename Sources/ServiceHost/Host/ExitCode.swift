/// What a service's program tells its supervisor. Numbers are those of BSD's sysexits.
public struct ExitCode: RawRepresentable, Sendable, Hashable {
    /// The number.
    public let rawValue: Int32

    /// A code with this number.
    public init(rawValue: Int32) { self.rawValue = rawValue }

    /// It was told to stop, and did.
    public static let stopped = ExitCode(rawValue: 0)
    /// Settings or arguments are wrong: starting it again won't help.
    public static let usage = ExitCode(rawValue: 64)
    /// PostgreSQL, or its migrations, didn't come in time.
    public static let unavailable = ExitCode(rawValue: 69)
    /// Something broke that must not break; starting it again may help.
    public static let software = ExitCode(rawValue: 70)
    /// The system refused something, such as the port.
    public static let system = ExitCode(rawValue: 71)
    /// It was told to stop twice, and left at once; or stopping took too long.
    public static let killed = ExitCode(rawValue: 130)
}
