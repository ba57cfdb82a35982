import Reactor

/// Who gets which connection, and who waits. No I/O.
///
/// A slot, one per connection:
///
///     down ──connected──► shared(0…depth in flight) ──reserved──► draining ──empty──► held
///      ▲                          ▲                                                    │
///      └──────── lost ────────────┴────────────────── released ────────────────────────┘
///
/// Calls wait in one queue, first come, first served: a transaction that needs a connection to
/// itself reserves the least busy one and gets it when that is empty, while others go on.
struct PoolState<Demand> {
    struct Waiting {
        let demand: Demand
        let isExclusive: Bool
        let arrival: MonotonicTime
    }

    enum Use {
        case shared
        case draining(Waiting)
        case held
    }

    struct Slot {
        var isUp = false
        var inFlight = 0
        var use = Use.shared
    }

    /// A demand and the connection it gets.
    struct Placement {
        let demand: Demand
        let isExclusive: Bool
        let slot: Int
    }

    enum Refusal { case overloaded, unavailable, acquireTimeout }

    enum Admission {
        case placed(slot: Int)
        case waiting
        case refused(Refusal)
    }

    let depthMax: Int
    let waitingMax: Int
    let acquireTimeout: Microseconds
    let unavailableGrace: Microseconds
    private(set) var slots: [Slot]
    private(set) var upCount = 0
    private(set) var downSince: MonotonicTime
    private var queue = Fifo<Waiting>()

    init(connections: Int, limits: PostgresLimits, now: MonotonicTime) {
        precondition(connections > 0, "a pool needs a connection")
        slots = Array(repeating: Slot(), count: connections)
        depthMax = limits.pipelineDepthMax
        waitingMax = limits.waitingMax
        acquireTimeout = Microseconds(limits.acquireTimeout)
        unavailableGrace = Microseconds(limits.unavailableGrace)
        downSince = now
    }

    var waitingCount: Int { queue.count }

    /// Whether anything waits or is on the wire, so that time matters.
    var isBusy: Bool {
        !queue.isEmpty
            || slots.contains { slot in
                if case .shared = slot.use { return slot.inFlight > 0 }
                return true
            }
    }

    mutating func submit(
        _ demand: Demand, isExclusive: Bool, now: MonotonicTime
    ) -> Admission {
        if upCount == 0, now > downSince + unavailableGrace { return .refused(.unavailable) }
        let waiting = Waiting(demand: demand, isExclusive: isExclusive, arrival: now)
        if queue.isEmpty, let place = place(waiting) {
            return place.map { .placed(slot: $0) } ?? .waiting
        }
        guard queue.count < waitingMax else { return .refused(.overloaded) }
        queue.append(waiting)
        return .waiting
    }

    mutating func connected(_ slot: Int) -> [Placement] {
        precondition(!slots[slot].isUp, "a connection came up twice")
        slots[slot].isUp = true
        upCount += 1
        return assign()
    }

    /// The connection is gone, and with it what was in flight on it. A transaction that held it
    /// goes on holding the slot until it is released.
    mutating func lost(_ slot: Int, now: MonotonicTime) -> [Placement] {
        guard slots[slot].isUp else { return [] }
        slots[slot].isUp = false
        slots[slot].inFlight = 0
        upCount -= 1
        if upCount == 0 { downSince = now }
        if case .draining(let waiting) = slots[slot].use {
            slots[slot].use = .shared
            queue.prepend(waiting)
        }
        return assign()
    }

    /// One call on the slot has its answer.
    mutating func finished(_ slot: Int) -> [Placement] {
        guard slots[slot].isUp else { return [] }
        precondition(slots[slot].inFlight > 0, "an answer without a call")
        slots[slot].inFlight -= 1
        if case .draining(let waiting) = slots[slot].use {
            guard slots[slot].inFlight == 0 else { return [] }
            slots[slot].use = .held
            return [Placement(demand: waiting.demand, isExclusive: true, slot: slot)]
        }
        return queue.isEmpty ? [] : assign()
    }

    /// A transaction gives its connection back.
    mutating func released(_ slot: Int) -> [Placement] {
        guard case .held = slots[slot].use else { preconditionFailure("released, but not held") }
        slots[slot].use = .shared
        return assign()
    }

    /// Takes out those who have waited too long.
    mutating func expire(now: MonotonicTime) -> [(Demand, Refusal)] {
        var expired: [(Demand, Refusal)] = []
        while let waiting = queue.first, let refusal = refusal(of: waiting, now: now) {
            _ = queue.popFirst()
            expired.append((waiting.demand, refusal))
        }
        for slot in slots.indices {
            if case .draining(let waiting) = slots[slot].use,
                let refusal = refusal(of: waiting, now: now)
            {
                slots[slot].use = .shared
                expired.append((waiting.demand, refusal))
            }
        }
        return expired
    }

    /// Takes out all who wait, for a client that is closed.
    mutating func removeWaiting() -> [Demand] {
        var demands = queue.removeAll().map(\.demand)
        for slot in slots.indices {
            if case .draining(let waiting) = slots[slot].use {
                slots[slot].use = .shared
                demands.append(waiting.demand)
            }
        }
        return demands
    }
}

extension PoolState {
    private func refusal(of waiting: Waiting, now: MonotonicTime) -> Refusal? {
        if upCount == 0 {
            let since = max(waiting.arrival, downSince)
            return now > since + unavailableGrace ? .unavailable : nil
        }
        return now > waiting.arrival + acquireTimeout ? .acquireTimeout : nil
    }

    private mutating func assign() -> [Placement] {
        var placements: [Placement] = []
        while let waiting = queue.first, let place = place(waiting) {
            _ = queue.popFirst()
            if let slot = place {
                placements.append(
                    Placement(
                        demand: waiting.demand, isExclusive: waiting.isExclusive, slot: slot))
            }
        }
        return placements
    }

    /// - Returns: the slot; `.some(nil)` when a slot is reserved and comes later; `nil` when there
    ///   is none to be had
    private mutating func place(_ waiting: Waiting) -> Int?? {
        var best: Int?
        for index in slots.indices where slots[index].isUp {
            guard case .shared = slots[index].use else { continue }
            if best.map({ slots[index].inFlight < slots[$0].inFlight }) ?? true { best = index }
        }
        guard let slot = best else { return nil }
        if waiting.isExclusive {
            if slots[slot].inFlight > 0 {
                slots[slot].use = .draining(waiting)
                return .some(nil)
            }
            slots[slot].use = .held
            return slot
        }
        guard slots[slot].inFlight < depthMax else { return nil }
        slots[slot].inFlight += 1
        return slot
    }
}
