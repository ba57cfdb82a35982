import LeadlineAPI
import Market
import Synchronization

/// Awards that were sent and whose answer somebody awaits, by sale.
///
///     waiting ──ack──► answered      waiting ──timeout, stream broke──► silent
final class AwardWaits: Sendable {
    private struct Wait {
        let session: BuyerSession
        let waiter: CheckedContinuation<WireAwardAck?, Never>
    }

    private let waits = Mutex<[SaleKey: [Wait]]>([:])

    /// A sale of one tenant's buyer: nobody can answer for another.
    struct SaleKey: Hashable {
        let tenant: TenantID
        let buyer: String
        let sale: SaleID
    }

    /// Suspends until the buyer answers; nil when `silent` or `streamEnded` says that it won't.
    /// `send` runs once the wait stands, so that no answer can come too early.
    func answer(
        to key: SaleKey, on session: BuyerSession, sending send: () -> Bool
    ) async -> WireAwardAck? {
        await withCheckedContinuation { continuation in
            waits.withLock { waits in
                waits[key, default: []].append(Wait(session: session, waiter: continuation))
            }
            if !send() { silent(key) }
        }
    }

    /// The buyer answered. False when nobody waits.
    func answered(_ key: SaleKey, _ ack: WireAwardAck) -> Bool {
        let waiting = waits.withLock { $0.removeValue(forKey: key) }
        for wait in waiting ?? [] { wait.waiter.resume(returning: ack) }
        return waiting != nil
    }

    /// The time for an answer is over.
    func silent(_ key: SaleKey) {
        let waiting = waits.withLock { $0.removeValue(forKey: key) }
        for wait in waiting ?? [] { wait.waiter.resume(returning: nil) }
    }

    /// A stream ended: its awards won't be answered on it.
    func streamEnded(_ session: BuyerSession) {
        let keys = waits.withLock { waits in
            waits.filter { $0.value.contains { $0.session === session } }.map(\.key)
        }
        for key in keys { silent(key) }
    }
}
