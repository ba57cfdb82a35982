import Foundation
import SwiftProtobuf
import Testing

/// No change of the protos breaks a partner unseen: what was published once stays, with its name,
/// number and type. Additions are fine; to publish them, run
///     LEADLINE_WRITE_BASELINE=1 swift test --filter BaselineTests
@Suite struct BaselineTests {
    private static let url = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Baseline/leadline.v1.txt")

    /// What of a baseline isn't there any more.
    static func broken(_ baseline: [String], _ now: [String]) -> [String] {
        let present = Set(now)
        return baseline.filter { !present.contains($0) }
    }

    @Test func nothingPublishedIsGone() throws {
        let now = WireShape.lines(Descriptors.files)
        if ProcessInfo.processInfo.environment["LEADLINE_WRITE_BASELINE"] == "1" {
            let text = now.joined(separator: "\n") + "\n"
            try text.write(to: Self.url, atomically: true, encoding: .utf8)
        }
        let baseline = try String(contentsOf: Self.url, encoding: .utf8)
            .split(separator: "\n").map(String.init)
        #expect(baseline.count > 400)
        for line in Self.broken(baseline, now) {
            Issue.record("published, and gone or changed: \(line)")
        }
    }

    private static func file(
        _ change: (inout Google_Protobuf_FileDescriptorProto) -> Void = { _ in }
    ) -> [String] {
        var field = Google_Protobuf_FieldDescriptorProto()
        field.name = "price"
        field.number = 3
        field.type = .int64
        var value = Google_Protobuf_EnumValueDescriptorProto()
        value.name = "SOLD"
        value.number = 2
        var method = Google_Protobuf_MethodDescriptorProto()
        method.name = "Submit"
        method.inputType = ".p.Request"
        method.outputType = ".p.Reply"
        var file = Google_Protobuf_FileDescriptorProto()
        file.package = "p"
        file.messageType = [
            .with {
                $0.name = "Request"; $0.field = [field]
            }
        ]
        file.enumType = [
            .with {
                $0.name = "Outcome"; $0.value = [value]
            }
        ]
        file.service = [
            .with {
                $0.name = "Capture"; $0.method = [method]
            }
        ]
        change(&file)
        return WireShape.lines([file])
    }

    @Test func additionsAreFine() {
        let now = Self.file {
            $0.messageType[0].field.append(
                .with {
                    $0.name = "more"; $0.number = 4
                })
            $0.messageType.append(.with { $0.name = "New" })
            $0.enumType[0].value.append(
                .with {
                    $0.name = "STORED"; $0.number = 7
                })
            $0.service[0].method.append(.with { $0.name = "Ping" })
        }
        #expect(Self.broken(Self.file(), now).isEmpty)
    }

    typealias Change = @Sendable (inout Google_Protobuf_FileDescriptorProto) -> Void

    static let breakingChanges: [(name: String, change: Change)] = [
        ("a field removed", { $0.messageType[0].field = [] }),
        ("a field renumbered", { $0.messageType[0].field[0].number = 4 }),
        ("a field retyped", { $0.messageType[0].field[0].type = .string }),
        ("a field renamed", { $0.messageType[0].field[0].name = "cost" }),
        ("a field made repeated", { $0.messageType[0].field[0].label = .repeated }),
        ("an enum value removed", { $0.enumType[0].value = [] }),
        ("an enum value renumbered", { $0.enumType[0].value[0].number = 3 }),
        ("a method removed", { $0.service[0].method = [] }),
        ("a method's answer changed", { $0.service[0].method[0].outputType = ".p.Other" }),
        ("a method made a stream", { $0.service[0].method[0].clientStreaming = true }),
        ("a message removed", { $0.messageType = [] }),
    ]

    @Test(arguments: breakingChanges.indices) func breakingChangesAreSeen(_ index: Int) {
        let (name, change) = Self.breakingChanges[index]
        #expect(!Self.broken(Self.file(), Self.file(change)).isEmpty, "\(name)")
    }
}
