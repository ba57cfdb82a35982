import CLinux
import Glibc

/// The epoll instance of one loop and the table of what it watches.
///
/// The kernel hands back a token: slot in the low half, the slot's generation in the high half.
/// An event whose generation is old belongs to a registration that is gone.
final class Poller {
    private struct Slot {
        var registration: Registration?
        var generation: UInt32 = 0
    }

    private let epoll: Int32
    private var slots: ContiguousArray<Slot> = []
    private var free: ContiguousArray<UInt32> = []
    private let events: UnsafeMutableBufferPointer<epoll_event>

    init(eventsPerTurn: Int) throws {
        epoll = leadline_epoll_create()
        guard epoll >= 0 else { throw SystemError("epoll_create1") }
        events = .allocate(capacity: eventsPerTurn)
    }

    deinit {
        close(epoll)
        events.deallocate()
    }

    func add(
        _ fd: Int32, _ interest: Interest, _ ready: @escaping (Readiness) -> Void
    ) throws -> Registration {
        let slot: UInt32
        if let reused = free.popLast() {
            slot = reused
        } else {
            slot = UInt32(slots.count)
            slots.append(Slot())
        }
        let token = UInt64(slots[Int(slot)].generation) << 32 | UInt64(slot)
        guard leadline_epoll_control(epoll, EPOLL_CTL_ADD, fd, interest.epollEvents, token) == 0
        else {
            free.append(slot)
            throw SystemError("epoll_ctl")
        }
        let registration = Registration(
            poller: self, fd: fd, slot: slot, interest: interest, ready: ready)
        slots[Int(slot)].registration = registration
        return registration
    }

    func modify(_ registration: Registration, _ interest: Interest) throws {
        let generation = slots[Int(registration.slot)].generation
        let token = UInt64(generation) << 32 | UInt64(registration.slot)
        guard
            leadline_epoll_control(
                epoll, EPOLL_CTL_MOD, registration.fd, interest.epollEvents, token) == 0
        else { throw SystemError("epoll_ctl") }
    }

    func remove(_ registration: Registration) {
        _ = leadline_epoll_control(epoll, EPOLL_CTL_DEL, registration.fd, 0, 0)
        let slot = Int(registration.slot)
        slots[slot].generation &+= 1
        slots[slot].registration = nil
        free.append(registration.slot)
    }

    /// Waits for readiness, at most `timeout` (nil: for ever), the first `awakeFor` of it without
    /// sleeping; then calls each ready handler. `woken` runs between the two: the time has changed.
    func poll(timeout: Microseconds?, awakeFor: Microseconds, woken: () -> Void) {
        let count = wait(timeout, awakeFor: awakeFor)
        woken()
        guard count > 0 else {
            precondition(count == 0 || errno == EINTR, "epoll_wait: \(errno)")
            return
        }
        for index in 0..<Int(count) {
            let token = leadline_epoll_token(events.baseAddress! + index)
            let slot = slots[Int(truncatingIfNeeded: token & 0xffff_ffff)]
            guard slot.generation == UInt32(truncatingIfNeeded: token >> 32),
                let ready = slot.registration?.ready
            else { continue }
            ready(Readiness(epollEvents: events[index].events))
        }
    }

    private func wait(_ timeout: Microseconds?, awakeFor: Microseconds) -> Int32 {
        let timeout = timeout?.count ?? -1
        guard awakeFor > 0 else { return wait(timeout) }
        let end = MonotonicTime.read() + awakeFor
        repeat {
            let count = wait(0)
            if count != 0 { return count }
        } while .read() < end
        return wait(timeout < 0 ? timeout : timeout - awakeFor.count)
    }

    private func wait(_ timeout: Int64) -> Int32 {
        leadline_epoll_wait(epoll, events.baseAddress, Int32(events.count), timeout)
    }

    /// Forgets everything: handlers may hold whoever holds the loop.
    func removeAll() {
        for slot in slots {
            slot.registration?.cancel()
        }
    }
}
