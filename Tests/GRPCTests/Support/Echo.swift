import GRPC
import SwiftProtobuf

typealias Text = Google_Protobuf_StringValue
typealias Number = Google_Protobuf_Int32Value
typealias Blob = Google_Protobuf_BytesValue

/// The methods that the tests call; their messages are well-known types, so that nothing has to be
/// generated. What they do is up to each test.
enum Echo {
    static let service = "leadline.test.Echo"
    static let get = Method<Text, Text, Unary>(service: service, name: "Get")
    static let read = Method<Text, Text, Unary>(service: service, name: "Read", idempotent: true)
    static let blob = Method<Blob, Blob, Unary>(service: service, name: "Blob")
    static let expand = Method<Number, Number, ServerStreaming>(service: service, name: "Expand")
    static let pour = Method<Number, Blob, ServerStreaming>(service: service, name: "Pour")
    static let collect = Method<Number, Number, ClientStreaming>(service: service, name: "Collect")
    static let sink = Method<Blob, Number, ClientStreaming>(service: service, name: "Sink")
    static let chat = Method<Text, Text, Bidirectional>(service: service, name: "Chat")
}

extension Google_Protobuf_StringValue {
    init(_ value: String) {
        self.init()
        self.value = value
    }
}

extension Google_Protobuf_Int32Value {
    init(_ value: Int32) {
        self.init()
        self.value = value
    }
}

extension Google_Protobuf_BytesValue {
    init(count: Int) {
        self.init()
        value = .init(repeating: 7, count: count)
    }
}
