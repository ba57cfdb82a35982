@testable import CaptureService
import GRPC
import Reactor
import Testing

@Suite struct PatienceTests {
    private let began = MonotonicTime(microseconds: 1_000_000)

    private func patience(_ milliseconds: Int64, caller: Int64? = nil) -> Int64 {
        let deadline = caller.map { Deadline(began + .milliseconds($0)) }
        let patience = Patience(milliseconds: milliseconds, from: began, caller: deadline)
        return (patience.end - began).count
    }

    @Test func `whatever ends first`() {
        #expect(patience(500) == 500_000)
        #expect(patience(500, caller: 10_000) == 500_000)
        #expect(patience(30_000, caller: 1_000) == 950_000)
    }

    @Test func `a tenth before the caller's deadline, at most 50 ms`() {
        #expect(patience(30_000, caller: 200) == 180_000)
        #expect(patience(30_000, caller: 5_000) == 4_950_000)
    }

    @Test func `never too short to hand over`() {
        #expect(patience(0) == 20_000)
        #expect(patience(30_000, caller: 1) == 20_000)
        #expect(patience(30_000, caller: -5) == 20_000)
    }
}
