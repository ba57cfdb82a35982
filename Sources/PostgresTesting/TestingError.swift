/// A private cluster couldn't do what it was asked for.
public struct TestingError: Error, CustomStringConvertible, Sendable {
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
