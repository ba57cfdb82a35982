import Market
import Reactor
import Synchronization

/// Which lead each sale is of, for sales that were delivered lately: a late answer names only its
/// sale. After a restart nothing is known; routing delivers open sales again, so nothing is lost.
final class DeliveredSales: Sendable {
    private struct State {
        var leads: [AwardWaits.SaleKey: LeadID] = [:]
        var order: [AwardWaits.SaleKey] = []
        var oldest = 0
    }

    private let state = Mutex(State())
    private let most: Int

    init(most: Int) {
        self.most = most
    }

    func delivered(_ key: AwardWaits.SaleKey, lead: LeadID) {
        state.withLock { state in
            guard state.leads.updateValue(lead, forKey: key) == nil else { return }
            state.order.append(key)
            while state.order.count - state.oldest > most {
                state.leads[state.order[state.oldest]] = nil
                state.oldest += 1
            }
            if state.oldest > most {
                state.order.removeFirst(state.oldest)
                state.oldest = 0
            }
        }
    }

    /// The sale's lead; nil when it wasn't delivered to this buyer lately.
    func lead(of key: AwardWaits.SaleKey) -> LeadID? {
        state.withLock { $0.leads[key] }
    }
}
