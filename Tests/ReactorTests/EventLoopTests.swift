import Glibc
import Synchronization
import Testing

@testable import Reactor

@Suite struct EventLoopTests {
    @Test func bodiesRunInOrderAndNeverInside() async throws {
        let order = try await withLoop { loop in
            let order = Box<[Int]>([])
            await withUnsafeContinuation { (done: UnsafeContinuation<Void, Never>) in
                for number in 0..<100 { loop.execute { order.value.append(number) } }
                #expect(order.value.isEmpty)
                loop.execute { done.resume() }
            }
            return order.value
        }
        #expect(order == Array(0..<100))
    }

    @Test func otherThreadsWakeTheLoopAndKeepTheirOrder() async throws {
        let loop = try EventLoop(name: "test")
        let seen = Box<[Int: Int]>([:])
        await withTaskGroup(of: Void.self) { group in
            for sender in 0..<4 {
                group.addTask {
                    await withUnsafeContinuation { (done: UnsafeContinuation<Void, Never>) in
                        for number in 0..<1_000 {
                            loop.execute {
                                #expect(seen.value[sender, default: 0] == number)
                                seen.value[sender] = number + 1
                            }
                        }
                        loop.execute { done.resume() }
                    }
                }
            }
        }
        loop.shutdown()
        #expect(seen.value == [0: 1_000, 1: 1_000, 2: 1_000, 3: 1_000])
    }

    @Test func aTaskThatPrefersTheLoopNeverHops() async throws {
        try await withLoop { loop in
            let home = pthread_self()
            let counter = Counter()
            for round in 0..<200 {
                await withUnsafeContinuation { (done: UnsafeContinuation<Void, Never>) in
                    loop.execute { done.resume() }
                }
                #expect(pthread_self() == home)
                try await loop.sleep(until: loop.now)
                #expect(pthread_self() == home)
                #expect(await counter.next() == (round + 1, home))
                async let child = pthread_self()
                #expect(await child == home)
                await nonisolatedWork()
                #expect(pthread_self() == home)
            }
            #expect(EventLoop.current === loop)
        }
        #expect(EventLoop.current == nil)
    }

    @Test func anActorMayLiveOnALoop() async throws {
        try await withLoop { loop in
            let resident = Resident(loop)
            #expect(await resident.thread() == pthread_self())
        }
        let loop = try EventLoop(name: "test")
        #expect(await Resident(loop).thread() != pthread_self())
        loop.shutdown()
    }

    @Test func theEndOfATurnComesAfterItsJobs() async throws {
        let order = try await withLoop { loop in
            let order = Box<[String]>([])
            await withUnsafeContinuation { (done: UnsafeContinuation<Void, Never>) in
                loop.atEndOfTurn {
                    order.value.append("end")
                    loop.atEndOfTurn {
                        order.value.append("next end")
                        done.resume()
                    }
                    loop.execute { order.value.append("next turn") }
                }
                loop.execute {
                    order.value.append("job")
                    loop.execute { order.value.append("job of a job") }
                }
            }
            return order.value
        }
        #expect(order == ["job", "job of a job", "end", "next turn", "next end"])
    }

    @Test func oneBodyATurnGoesBehindEverything() async throws {
        let order = try await withLoop { loop in
            let order = Box<[String]>([])
            await withUnsafeContinuation { (done: UnsafeContinuation<Void, Never>) in
                loop.execute {
                    for name in ["first", "second"] {
                        loop.lastInTurn {
                            order.value.append(name)
                            loop.execute { order.value.append("job of the \(name)") }
                            if name == "second" { loop.execute { done.resume() } }
                        }
                    }
                    loop.atEndOfTurn { order.value.append("end") }
                    loop.execute { order.value.append("job") }
                }
            }
            return order.value
        }
        #expect(
            order == ["job", "end", "first", "job of the first", "second", "job of the second"])
    }

    @Test func whatGoesLastForEverDoesntHoldAStop() async throws {
        let loop = try EventLoop(name: "test")
        await withUnsafeContinuation { (done: UnsafeContinuation<Void, Never>) in
            loop.execute {
                @Sendable func again() {
                    loop.execute {}
                    loop.lastInTurn(again)
                }
                again()
                done.resume()
            }
        }
        loop.shutdown()
    }

    @Test func jobsThatBreedLeaveRoomForSockets() async throws {
        var limits = ReactorLimits()
        limits.jobsPerTurn = 8
        try await withLoop(limits: limits) { loop in
            let isHeard = Box(false)
            let (reading, writing) = try makePipe()
            let registration = Box<Registration?>(nil)
            registration.value = try loop.register(reading, .read) { _ in isHeard.value = true }
            var byte: UInt8 = 1
            #expect(write(writing, &byte, 1) == 1)
            let count = Box(0)
            await withUnsafeContinuation { (done: UnsafeContinuation<Void, Never>) in
                @Sendable func breed() {
                    count.value += 1
                    if isHeard.value { done.resume() } else { loop.execute { breed() } }
                }
                breed()
            }
            #expect(count.value <= 10)
            registration.value?.cancel()
            close(reading)
            close(writing)
        }
    }

    @Test func sleepersAreWokenInTimeOrCancelled() async throws {
        try await withLoop { loop in
            let before = loop.now
            try await loop.sleep(until: before + .milliseconds(2))
            #expect(loop.now >= before + .milliseconds(2))
            let sleeper = Task(executorPreference: loop) {
                try await loop.sleep(until: .distantFuture)
            }
            sleeper.cancel()
            await #expect(throws: CancellationError.self) { try await sleeper.value }
        }
    }

    @Test func shutdownRunsWhatIsQueuedAndWakesSleepers() async throws {
        let loop = try EventLoop(name: "test")
        let ran = Atomic<Int>(0)
        let sleeper = Task(executorPreference: loop) {
            defer { ran.add(1, ordering: .relaxed) }
            try await loop.sleep(until: .distantFuture)
        }
        let box = Box(ran.load(ordering: .relaxed))
        for _ in 0..<100 { loop.execute { box.value += 1 } }
        loop.shutdown()
        loop.shutdown()
        #expect(box.value == 100)
        await #expect(throws: CancellationError.self) { try await sleeper.value }
        loop.execute { Issue.record("a stopped loop ran something") }
    }

    @Test func touchingALoopBoundValueElsewhereTraps() async {
        await #expect(processExitsWith: .failure) {
            let loop = try EventLoop(name: "test")
            let bound = LoopBound(1, on: loop)
            _ = bound.value
        }
    }

    @Test func localsAreOneOfAKind() async throws {
        try await withLoop { loop in
            let first = loop.local { Counter() }
            #expect(loop.local { Counter() } === first)
        }
    }
}

private actor Counter {
    private var count = 0

    func next() -> (Int, pthread_t) {
        count += 1
        return (count, pthread_self())
    }
}

private actor Resident {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    init(_ loop: EventLoop) { self.loop = loop }

    func thread() -> pthread_t {
        preconditionIsolated()
        return pthread_self()
    }
}

private func nonisolatedWork() async {
    await Task.yield()
}

func makePipe() throws -> (reading: Int32, writing: Int32) {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw SystemError("pipe") }
    return (ends[0], ends[1])
}
