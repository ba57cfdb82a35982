import Glibc
import Testing

@testable import Reactor

@Suite struct RegistrationTests {
    @Test func readinessIsReportedUntilTaken() async throws {
        try await withLoop { loop in
            let (reading, writing) = try makePipe()
            var byte: UInt8 = 7
            #expect(write(writing, &byte, 1) == 1)
            let calls = Box(0)
            let registration = Box<Registration?>(nil)
            await withUnsafeContinuation { (done: UnsafeContinuation<Void, Never>) in
                registration.value = try? loop.register(reading, .read) { ready in
                    #expect(ready == .read)
                    calls.value += 1
                    guard calls.value == 3 else { return }
                    var byte: UInt8 = 0
                    #expect(read(reading, &byte, 1) == 1)
                    done.resume()
                }
            }
            #expect(calls.value == 3)
            registration.value?.cancel()
            registration.value?.cancel()
            close(reading)
            close(writing)
        }
    }

    @Test func aCancelledRegistrationHearsNothingMore() async throws {
        try await withLoop { loop in
            // Both are ready in the same turn; whoever comes first cancels the other.
            let pipes = [try makePipe(), try makePipe()]
            let registrations = Box<[Registration]>([])
            let calls = Box(0)
            var byte: UInt8 = 7
            for pipe in pipes { #expect(write(pipe.writing, &byte, 1) == 1) }
            await withUnsafeContinuation { (done: UnsafeContinuation<Void, Never>) in
                for pipe in pipes {
                    let registration = try? loop.register(pipe.reading, .read) { _ in
                        calls.value += 1
                        for registration in registrations.value { registration.cancel() }
                        loop.atEndOfTurn { loop.atEndOfTurn { done.resume() } }
                    }
                    if let registration { registrations.value.append(registration) }
                }
            }
            #expect(calls.value == 1)
            for pipe in pipes {
                close(pipe.reading)
                close(pipe.writing)
            }
        }
    }

    @Test func interestCanChange() async throws {
        try await withLoop { loop in
            let (reading, writing) = try makePipe()
            let registration = Box<Registration?>(nil)
            let ready: Readiness = await withUnsafeContinuation { done in
                registration.value = try? loop.register(writing, []) { ready in
                    registration.value?.cancel()
                    done.resume(returning: ready)
                }
                try? registration.value?.modify(.write)
            }
            #expect(ready == .write)
            close(reading)
            close(writing)
        }
    }

    @Test func aRegularFileIsRefused() async throws {
        try await withLoop { loop in
            let file = open("/proc/self/cmdline", O_RDONLY)
            let path = fileno(tmpfile())
            defer { close(file) }
            #expect(throws: SystemError("epoll_ctl", code: EPERM)) {
                _ = try loop.register(path, .read) { _ in }
            }
        }
    }
}
