import SwiftProtobuf

/// Proto files by name, by symbol and by extension: what reflection answers from.
public struct DescriptorIndex: Sendable {
    private struct File {
        /// A `google.protobuf.FileDescriptorProto`.
        let bytes: [UInt8]
        let imports: [String]
    }

    private var files: [String: File] = [:]
    private var fileOfSymbol: [String: String] = [:]
    /// By the message that is extended and the field's number.
    private var fileOfExtension: [String: [Int32: String]] = [:]

    /// - Parameter base64: A serialized `google.protobuf.FileDescriptorSet`, such as protoc's
    ///   `--include_imports --descriptor_set_out` writes, in base64.
    /// - Throws: INTERNAL when it isn't that.
    public init(base64: String) throws(RPCError) {
        guard let bytes = Base64.decode(base64),
            let set = try? Google_Protobuf_FileDescriptorSet(serializedBytes: bytes)
        else { throw RPCError(.internal, "The descriptors of this program's protos are damaged.") }
        for file in set.file {
            guard let bytes: [UInt8] = try? file.serializedBytes() else { continue }
            files[file.name] = File(bytes: bytes, imports: file.dependency)
            add(file)
        }
    }

    /// The file that declares a symbol: a message, field, enum, value, service, method or
    /// extension.
    func file(declaring symbol: String) -> String? { fileOfSymbol[symbol] }

    /// The file that declares an extension of a message.
    func file(extending message: String, number: Int32) -> String? {
        fileOfExtension[message]?[number]
    }

    /// The numbers of a message's extensions, sorted; `nil` when there is no such message.
    func extensionNumbers(of message: String) -> [Int32]? {
        if let found = fileOfExtension[message] { return found.keys.sorted() }
        return fileOfSymbol[message] == nil ? nil : []
    }

    /// The file of this name and all that it imports, itself first; `nil` when there is none.
    ///
    /// - Parameter sent: Names of imports that are left out; what is returned is added.
    func files(from name: String, sent: inout Set<String>) -> [[UInt8]]? {
        guard files[name] != nil else { return nil }
        var found: [[UInt8]] = []
        var waiting = [name]
        while let next = waiting.popLast() {
            let isNew = sent.insert(next).inserted
            guard let file = files[next], isNew || found.isEmpty else { continue }
            found.append(file.bytes)
            waiting += file.imports
        }
        return found
    }
}

extension DescriptorIndex {
    private mutating func add(_ file: Google_Protobuf_FileDescriptorProto) {
        let scope = file.package.isEmpty ? "" : file.package + "."
        for message in file.messageType { add(message, scope, file.name) }
        for type in file.enumType { add(type, scope, file.name) }
        for service in file.service {
            let name = scope + service.name
            fileOfSymbol[name] = file.name
            for method in service.method { fileOfSymbol["\(name).\(method.name)"] = file.name }
        }
        for field in file.extension { add(extension: field, scope, file.name) }
    }

    private mutating func add(
        _ message: Google_Protobuf_DescriptorProto, _ scope: String, _ file: String
    ) {
        let name = scope + message.name
        fileOfSymbol[name] = file
        for inner in message.field.map(\.name) + message.oneofDecl.map(\.name) {
            fileOfSymbol["\(name).\(inner)"] = file
        }
        for inner in message.nestedType { add(inner, name + ".", file) }
        for inner in message.enumType { add(inner, name + ".", file) }
        for inner in message.extension { add(extension: inner, name + ".", file) }
    }

    private mutating func add(
        _ type: Google_Protobuf_EnumDescriptorProto, _ scope: String, _ file: String
    ) {
        fileOfSymbol[scope + type.name] = file
        // Values are siblings of their type, as in C++.
        for value in type.value { fileOfSymbol[scope + value.name] = file }
    }

    private mutating func add(
        extension field: Google_Protobuf_FieldDescriptorProto, _ scope: String, _ file: String
    ) {
        fileOfSymbol[scope + field.name] = file
        // `.package.Message`, as protoc writes it.
        let extended = String(field.extendee.drop { $0 == "." })
        fileOfExtension[extended, default: [:]][field.number] = file
    }
}
