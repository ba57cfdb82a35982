import Foundation

/// libFuzzer's entrance: one program for all targets, of which `FUZZ_TARGET` names one.
///
/// Built by `make fuzz` alone; see `Package.swift`.
private let target: FuzzTarget = {
    let name = ProcessInfo.processInfo.environment["FUZZ_TARGET"] ?? ""
    guard let target = FuzzTarget(rawValue: name) else {
        let known = FuzzTarget.allCases.map(\.rawValue).joined(separator: ", ")
        FileHandle.standardError.write(Data("FUZZ_TARGET is one of \(known)\n".utf8))
        exit(2)
    }
    return target
}()

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    do {
        try target.run(Array(UnsafeBufferPointer(start: start, count: count)))
    } catch {
        // An optimized trap says nothing itself.
        FileHandle.standardError.write(Data("broken: \(error)\n".utf8))
        preconditionFailure("\(error)")
    }
    return 0
}
