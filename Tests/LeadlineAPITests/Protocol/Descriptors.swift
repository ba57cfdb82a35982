import Foundation
import SwiftProtobuf

/// The protos as protoc reads them now, with their comments.
enum Descriptors {
    /// The folder of the protos.
    static let folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Protos")

    /// The files of `leadline.v1`.
    static let files: [Google_Protobuf_FileDescriptorProto] = {
        do {
            return try load()
        } catch {
            preconditionFailure("protoc (Debian: protobuf-compiler) can't read Protos: \(error)")
        }
    }()

    private static func load() throws -> [Google_Protobuf_FileDescriptorProto] {
        let package = folder.appendingPathComponent("leadline/v1")
        let names = try FileManager.default.contentsOfDirectory(atPath: package.path)
            .filter { $0.hasSuffix(".proto") }.sorted()
        let output = FileManager.default.temporaryDirectory
            .appendingPathComponent("leadline-\(UUID().uuidString).binpb")
        defer { try? FileManager.default.removeItem(at: output) }
        let protoc = Process()
        protoc.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        protoc.currentDirectoryURL = folder
        protoc.arguments =
            ["protoc", "-I.", "--include_source_info", "--descriptor_set_out=\(output.path)"]
            + names.map { "leadline/v1/\($0)" }
        try protoc.run()
        protoc.waitUntilExit()
        let bytes = try Data(contentsOf: output)
        return try Google_Protobuf_FileDescriptorSet(serializedBytes: bytes).file
    }
}
