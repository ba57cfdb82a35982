import SwiftProtobuf

/// What partners depend on, one line a thing: messages, fields, enumerations, values, methods.
enum WireShape {
    static func lines(_ files: [Google_Protobuf_FileDescriptorProto]) -> [String] {
        files.flatMap { file in
            file.messageType.flatMap { message($0, "." + file.package) }
                + file.enumType.flatMap { enumeration($0, "." + file.package) }
                + file.service.flatMap { service($0, "." + file.package) }
        }
    }

    private static func message(
        _ message: Google_Protobuf_DescriptorProto, _ parent: String
    ) -> [String] {
        let name = "\(parent).\(message.name)"
        var lines = ["message \(name)"]
        for field in message.field {
            let type = field.typeName.isEmpty ? "\(field.type)" : field.typeName
            lines.append(
                "field \(name).\(field.name) = \(field.number) \(label(field, message))\(type)")
        }
        return lines + message.nestedType.flatMap { self.message($0, name) }
            + message.enumType.flatMap { enumeration($0, name) }
    }

    private static func label(
        _ field: Google_Protobuf_FieldDescriptorProto, _ message: Google_Protobuf_DescriptorProto
    ) -> String {
        if field.label == .repeated { return "repeated " }
        if field.proto3Optional { return "optional " }
        guard field.hasOneofIndex else { return "" }
        return "oneof(\(message.oneofDecl[Int(field.oneofIndex)].name)) "
    }

    private static func enumeration(
        _ enumeration: Google_Protobuf_EnumDescriptorProto, _ parent: String
    ) -> [String] {
        let name = "\(parent).\(enumeration.name)"
        return ["enum \(name)"]
            + enumeration.value.map { "value \(name).\($0.name) = \($0.number)" }
    }

    private static func service(
        _ service: Google_Protobuf_ServiceDescriptorProto, _ parent: String
    ) -> [String] {
        let name = "\(parent).\(service.name)"
        return ["service \(name)"]
            + service.method.map { method in
                let input = (method.clientStreaming ? "stream " : "") + method.inputType
                let output = (method.serverStreaming ? "stream " : "") + method.outputType
                return "method \(name).\(method.name) (\(input)) returns (\(output))"
            }
    }
}
