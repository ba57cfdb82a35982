import Market
import Reactor
import Synchronization

/// Caps that the database said are full, believed for a short while: buyers that can't buy aren't
/// pinged. Only a hint; the award decides.
final class CapHints: Sendable {
    private struct Hint {
        let reason: Reason
        let until: MonotonicTime
    }

    private let hints = Mutex<[CampaignID: Hint]>([:])
    private let duration: Microseconds

    init(duration: Microseconds) {
        self.duration = duration
    }

    /// The database refused an award.
    func full(_ campaign: CampaignID, _ reason: Reason, at now: MonotonicTime) {
        hints.withLock { $0[campaign] = Hint(reason: reason, until: now + duration) }
    }

    /// A reservation was released: there may be room again.
    func released(_ campaign: CampaignID) {
        hints.withLock { _ = $0.removeValue(forKey: campaign) }
    }

    /// Which of these campaigns are believed to be full, in their order.
    func exhausted(
        among campaigns: [CampaignID], at now: MonotonicTime
    ) -> [CampaignRefusal] {
        hints.withLock { hints in
            guard !hints.isEmpty else { return [] }
            return campaigns.compactMap { campaign in
                guard let hint = hints[campaign] else { return nil }
                guard hint.until > now else {
                    hints[campaign] = nil
                    return nil
                }
                return CampaignRefusal(campaign, hint.reason)
            }
        }
    }
}
