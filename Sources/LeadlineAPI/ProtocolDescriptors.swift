import GRPC

/// The protos themselves, for reflection: what stock clients ask a server for.
public enum ProtocolDescriptors {
    /// The files of `Protos/`, and all that they import.
    ///
    /// - Throws: never, unless the generated code was changed by hand.
    public static func index() throws -> DescriptorIndex {
        try DescriptorIndex(base64: base64)
    }
}
