public import GRPC

// A seller's raw values: most of what a lead's bytes are.

extension WireSubmitRequest: StringMapMessage {
    /// `fields`
    public static var stringMapField: UInt64 { 3 }
    /// `fields`
    public var stringMap: [String: String] {
        get { fields }
        set { fields = newValue }
    }
}

extension WirePingRequest: StringMapMessage {
    /// `fields`
    public static var stringMapField: UInt64 { 3 }
    /// `fields`
    public var stringMap: [String: String] {
        get { fields }
        set { fields = newValue }
    }
}

extension WirePostRequest: StringMapMessage {
    /// `fields`
    public static var stringMapField: UInt64 { 4 }
    /// `fields`
    public var stringMap: [String: String] {
        get { fields }
        set { fields = newValue }
    }
}
