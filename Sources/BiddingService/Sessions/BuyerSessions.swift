import LeadlineAPI
import Market
import Synchronization

/// All streams that are open on this replica, by buyer.
final class BuyerSessions: Sendable {
    struct BuyerKey: Hashable {
        let tenant: TenantID
        let buyer: String
    }

    private struct Shelf {
        var sessions: [BuyerSession] = []
        /// Streams that haven't said Hello yet.
        var expected = 0
        /// Whose turn it is among several streams.
        var turn = 0

        var places: Int { sessions.count + expected }
    }

    private let shelves = Mutex<[BuyerKey: Shelf]>([:])
    private let limits: BiddingLimits

    init(limits: BiddingLimits) {
        self.limits = limits
    }

    /// A stream of this buyer began, and is to say Hello. False when the buyer has as many streams
    /// as it may.
    func expect(_ buyer: BuyerKey) -> Bool {
        shelves.withLock { shelves in
            guard shelves[buyer, default: Shelf()].places < limits.streamsPerBuyer else {
                return false
            }
            shelves[buyer, default: Shelf()].expected += 1
            return true
        }
    }

    /// It has said Hello, or never will.
    func expectNoLonger(_ buyer: BuyerKey) {
        shelves.withLock { shelves in
            shelves[buyer]?.expected -= 1
            if shelves[buyer]?.places == 0 { shelves[buyer] = nil }
        }
    }

    /// False when the buyer has as many streams as it may.
    func add(_ session: BuyerSession) -> Bool {
        shelves.withLock { shelves in
            let key = BuyerKey(tenant: session.tenant, buyer: session.buyer)
            guard shelves[key, default: Shelf()].places < limits.streamsPerBuyer else {
                return false
            }
            shelves[key, default: Shelf()].sessions.append(session)
            return true
        }
    }

    func remove(_ session: BuyerSession) {
        shelves.withLock { shelves in
            let key = BuyerKey(tenant: session.tenant, buyer: session.buyer)
            shelves[key]?.sessions.removeAll { $0 === session }
            if shelves[key]?.places == 0 { shelves[key] = nil }
        }
    }

    /// A stream of the buyer that serves the campaign and hasn't ended; several take turns. Nil
    /// when there is none.
    func session(_ tenant: TenantID, buyer: String, campaign: String) -> BuyerSession? {
        shelves.withLock { shelves in
            let key = BuyerKey(tenant: tenant, buyer: buyer)
            guard let shelf = shelves[key] else { return nil }
            let count = shelf.sessions.count
            for step in 0..<count {
                let place = (shelf.turn + step) % count
                let session = shelf.sessions[place]
                if session.serves(campaign), !session.isEnded {
                    shelves[key]?.turn = (place + 1) % count
                    return session
                }
            }
            return nil
        }
    }

    /// Every open stream.
    var all: [BuyerSession] { shelves.withLock { $0.values.flatMap(\.sessions) } }
}
