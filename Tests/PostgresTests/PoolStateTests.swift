import Reactor
import Testing

@testable import Postgres

@Suite struct PoolStateTests {
    private let start = MonotonicTime(microseconds: 1_000_000_000)

    private func pool(
        connections: Int, depth: Int = 2, waiting: Int = 100, up: Bool = true
    ) -> PoolState<String> {
        var limits = PostgresLimits()
        limits.pipelineDepthMax = depth
        limits.waitingMax = waiting
        limits.acquireTimeout = .seconds(5)
        limits.unavailableGrace = .milliseconds(700)
        var state = PoolState<String>(connections: connections, limits: limits, now: start)
        if up { for slot in 0..<connections { #expect(state.connected(slot).isEmpty) } }
        return state
    }

    private func submit(
        _ state: inout PoolState<String>, _ name: String, exclusive: Bool = false,
        after milliseconds: Int64 = 0
    ) -> String {
        let now = start + .milliseconds(milliseconds)
        switch state.submit(name, isExclusive: exclusive, now: now) {
        case .placed(let slot): return "placed \(slot)"
        case .waiting: return "waiting"
        case .refused(let refusal): return "\(refusal)"
        }
    }

    private func names(_ placements: [PoolState<String>.Placement]) -> [String] {
        placements.map { "\($0.demand)@\($0.slot)" }
    }

    @Test func theLeastBusyConnectionIsTakenUpToItsDepth() {
        var state = pool(connections: 2)
        #expect(submit(&state, "a") == "placed 0")
        #expect(submit(&state, "b") == "placed 1")
        #expect(submit(&state, "c") == "placed 0")
        #expect(submit(&state, "d") == "placed 1")
        #expect(submit(&state, "e") == "waiting")
        #expect(names(state.finished(1)) == ["e@1"])
        #expect(state.finished(0).isEmpty)
        #expect(submit(&state, "f") == "placed 0")
    }

    @Test func aTransactionGetsAConnectionThatIsIdle() {
        var state = pool(connections: 2)
        #expect(submit(&state, "a") == "placed 0")
        #expect(submit(&state, "t", exclusive: true) == "placed 1")
        #expect(submit(&state, "b") == "placed 0")
        #expect(submit(&state, "c") == "waiting")
        #expect(names(state.released(1)) == ["c@1"])
    }

    @Test func aTransactionReservesAndWaitsUntilTheConnectionIsEmpty() {
        var state = pool(connections: 1)
        #expect(submit(&state, "a") == "placed 0")
        #expect(submit(&state, "b") == "placed 0")
        #expect(submit(&state, "t", exclusive: true) == "waiting")
        #expect(submit(&state, "c") == "waiting")
        #expect(state.finished(0).isEmpty)
        #expect(names(state.finished(0)) == ["t@0"])
        #expect(submit(&state, "u", exclusive: true) == "waiting")
        // First come, first served: c came before u.
        #expect(names(state.released(0)) == ["c@0"])
        #expect(names(state.finished(0)) == ["u@0"])
    }

    @Test func tooManyWaiting() {
        var state = pool(connections: 1, depth: 1, waiting: 2)
        #expect(submit(&state, "a") == "placed 0")
        #expect(submit(&state, "b") == "waiting")
        #expect(submit(&state, "c") == "waiting")
        #expect(submit(&state, "d") == "overloaded")
    }

    @Test func whoWaitsTooLongForABusyConnectionIsTold() {
        var state = pool(connections: 1, depth: 1)
        #expect(submit(&state, "a") == "placed 0")
        #expect(submit(&state, "b") == "waiting")
        #expect(submit(&state, "t", exclusive: true, after: 1_000) == "waiting")
        #expect(state.expire(now: start + .milliseconds(5_000)).isEmpty)
        let first = state.expire(now: start + .milliseconds(5_001))
        #expect(first.map(\.0) == ["b"] && first[0].1 == .acquireTimeout)
        #expect(state.expire(now: start + .milliseconds(6_001)).map(\.0) == ["t"])
        #expect(state.waitingCount == 0)
    }

    @Test func aReservationExpiresToo() {
        var state = pool(connections: 1)
        #expect(submit(&state, "a") == "placed 0")
        #expect(submit(&state, "t", exclusive: true) == "waiting")
        #expect(state.expire(now: start + .milliseconds(5_001)).map(\.0) == ["t"])
        #expect(submit(&state, "b", after: 5_001) == "placed 0")
    }

    @Test func whileTheServerIsGoneCallsWaitForTheGraceAndThenFailAtOnce() {
        var state = pool(connections: 1)
        #expect(submit(&state, "a") == "placed 0")
        #expect(state.lost(0, now: start).isEmpty)
        #expect(submit(&state, "b", after: 300) == "waiting")
        #expect(state.expire(now: start + .milliseconds(900)).isEmpty)
        #expect(submit(&state, "c", after: 900) == "unavailable")
        let expired = state.expire(now: start + .milliseconds(1_001))
        #expect(expired.map(\.0) == ["b"] && expired[0].1 == .unavailable)
        #expect(state.connected(0).isEmpty)
        #expect(submit(&state, "d", after: 1_100) == "placed 0")
    }

    @Test func whoWaitsWhenTheServerComesBackIsServed() {
        var state = pool(connections: 2, up: false)
        #expect(submit(&state, "a") == "waiting")
        #expect(submit(&state, "t", exclusive: true) == "waiting")
        #expect(submit(&state, "b") == "waiting")
        #expect(names(state.connected(1)) == ["a@1"])
        // The transaction has reserved the only connection; b waits for another.
        #expect(names(state.connected(0)) == ["b@0"])
        #expect(names(state.finished(1)) == ["t@1"])
    }

    @Test func aReservedConnectionThatIsLostSendsItsTransactionElsewhere() {
        var state = pool(connections: 2)
        #expect(submit(&state, "a") == "placed 0")
        #expect(submit(&state, "b") == "placed 1")
        #expect(submit(&state, "t", exclusive: true) == "waiting")
        #expect(state.lost(0, now: start).isEmpty)
        #expect(names(state.finished(1)) == ["t@1"])
    }

    @Test func aTransactionKeepsItsSlotThroughALoss() {
        var state = pool(connections: 1)
        #expect(submit(&state, "t", exclusive: true) == "placed 0")
        #expect(state.lost(0, now: start).isEmpty)
        #expect(state.connected(0).isEmpty)
        #expect(submit(&state, "a") == "waiting")
        #expect(names(state.released(0)) == ["a@0"])
    }

    /// Random events: nobody is lost or served twice, and no connection has more than it may.
    @Test(arguments: 0..<30)
    func everybodyIsAnsweredOnce(seed: UInt64) {
        var random = SplitMix(state: seed)
        var model = PoolModel(state: pool(connections: 3), now: start)
        for step in 0..<3_000 {
            model.step(Int(random.next() % 10), Int(random.next() % 3), "d\(step)")
        }
        model.drain()
        #expect(model.answered.count == model.submitted, "seed \(seed)")
        #expect(model.repeated == 0, "seed \(seed)")
    }
}

/// Drives a pool as its executor would, and counts who was answered.
private struct PoolModel {
    var state: PoolState<String>
    var now: MonotonicTime
    var submitted = 0
    var answered: Set<String> = []
    var repeated = 0
    private var inFlight: [Int: [String]] = [:]
    private var held: [Int: String] = [:]

    init(state: PoolState<String>, now: MonotonicTime) {
        self.state = state
        self.now = now
    }

    private mutating func answer(_ name: String) {
        if !answered.insert(name).inserted { repeated += 1 }
    }

    private mutating func carryOut(_ placements: [PoolState<String>.Placement]) {
        for placement in placements {
            place(placement.demand, placement.slot, placement.isExclusive)
        }
    }

    private mutating func place(_ name: String, _ slot: Int, _ isExclusive: Bool) {
        precondition(held[slot] == nil, "a connection was given away twice")
        if isExclusive {
            precondition(inFlight[slot, default: []].isEmpty, "given away while busy")
            held[slot] = name
        } else {
            inFlight[slot, default: []].append(name)
            precondition(inFlight[slot]!.count <= state.depthMax, "too deep")
        }
    }

    mutating func step(_ event: Int, _ slot: Int, _ name: String) {
        now = now + .milliseconds(20)
        switch event {
        case 0...4:
            submitted += 1
            switch state.submit(name, isExclusive: event == 4, now: now) {
            case .placed(let slot): place(name, slot, event == 4)
            case .waiting: break
            case .refused: answer(name)
            }
        case 5, 6:
            guard let first = inFlight[slot]?.first else { return }
            inFlight[slot]?.removeFirst()
            answer(first)
            carryOut(state.finished(slot))
        case 7:
            guard let name = held.removeValue(forKey: slot) else { return }
            answer(name)
            carryOut(state.released(slot))
        case 8:
            guard state.slots[slot].isUp else { return carryOut(state.connected(slot)) }
            let lost = inFlight[slot] ?? []
            inFlight[slot] = []
            carryOut(state.lost(slot, now: now))
            for name in lost { answer(name) }
        default:
            for (name, _) in state.expire(now: now) { answer(name) }
        }
    }

    mutating func drain() {
        for slot in 0..<3 {
            while !(inFlight[slot] ?? []).isEmpty { step(5, slot, "") }
            step(7, slot, "")
        }
        for name in state.removeWaiting() { answer(name) }
        for slot in 0..<3 {
            while !(inFlight[slot] ?? []).isEmpty { step(5, slot, "") }
            step(7, slot, "")
        }
    }
}
