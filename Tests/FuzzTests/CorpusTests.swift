import Foundation
import Testing

/// Every input that a fuzzer found worth keeping, and every case that once broke something, still
/// passes. `Corpus/TARGET/` holds them; `make fuzz` looks for more.
@Suite struct CorpusTests {
    static let corpus = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().appendingPathComponent("Corpus")

    @Test(arguments: FuzzTarget.allCases) func everyInputPasses(_ target: FuzzTarget) throws {
        let folder = Self.corpus.appendingPathComponent(target.rawValue)
        let files = try FileManager.default.contentsOfDirectory(
            at: folder, includingPropertiesForKeys: nil)
        #expect(files.count > 0, "\(target.rawValue) has no corpus")
        for file in files {
            let bytes = try Array(Data(contentsOf: file))
            #expect(throws: Never.self, "\(file.lastPathComponent)") { try target.run(bytes) }
            // Cut off anywhere, as connections are.
            for count in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 8)) {
                #expect(throws: Never.self, "\(file.lastPathComponent), first \(count)") {
                    try target.run(Array(bytes[..<count]))
                }
            }
        }
    }
}
