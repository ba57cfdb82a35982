import SwiftProtobuf
import Testing

/// The protocol is written to be read: everything in it says what it is.
@Suite struct CommentTests {
    @Test func everythingHasAComment() {
        var count = 0
        for file in Descriptors.files {
            var commented: Set<[Int32]> = []
            for location in file.sourceCodeInfo.location
            where !location.leadingComments.isEmpty || !location.trailingComments.isEmpty {
                commented.insert(location.path)
            }
            for (path, name) in Self.things(in: file) {
                count += 1
                if !commented.contains(path) { Issue.record("\(file.name): \(name)") }
            }
        }
        #expect(count > 500)
    }

    // Paths are numbers of fields in descriptor.proto, see SourceCodeInfo there.

    private static func things(
        in file: Google_Protobuf_FileDescriptorProto
    ) -> [(path: [Int32], name: String)] {
        var things: [(path: [Int32], name: String)] = []
        for (index, message) in file.messageType.enumerated() {
            things += self.things(in: message, [4, Int32(index)], message.name)
        }
        for (index, enumeration) in file.enumType.enumerated() {
            things += self.things(in: enumeration, [5, Int32(index)])
        }
        for (index, service) in file.service.enumerated() {
            let path: [Int32] = [6, Int32(index)]
            things.append((path, service.name))
            for (index, method) in service.method.enumerated() {
                things.append((path + [2, Int32(index)], "\(service.name).\(method.name)"))
            }
        }
        return things
    }

    private static func things(
        in message: Google_Protobuf_DescriptorProto, _ path: [Int32], _ name: String
    ) -> [(path: [Int32], name: String)] {
        guard !message.options.mapEntry else { return [] }
        var things = [(path, name)]
        for (index, field) in message.field.enumerated() {
            things.append((path + [2, Int32(index)], "\(name).\(field.name)"))
        }
        for (index, nested) in message.nestedType.enumerated() {
            things += self.things(in: nested, path + [3, Int32(index)], "\(name).\(nested.name)")
        }
        for (index, nested) in message.enumType.enumerated() {
            things += self.things(in: nested, path + [4, Int32(index)])
        }
        return things
    }

    private static func things(
        in enumeration: Google_Protobuf_EnumDescriptorProto, _ path: [Int32]
    ) -> [(path: [Int32], name: String)] {
        [(path, enumeration.name)]
            + enumeration.value.enumerated().map { index, value in
                (path + [2, Int32(index)], "\(enumeration.name).\(value.name)")
            }
    }
}
