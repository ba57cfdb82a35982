import Market
import Synchronization

/// When each campaign last got a lead from this process: breaks ties between equal bids
/// (FEATURES 7.2). Each decision records what it knew, so that it can be repeated.
final class ServedTimes: Sendable {
    private let times = Mutex<[CampaignID: Int64]>([:])

    func served(_ campaign: CampaignID, atMicros: Int64) {
        times.withLock { $0[campaign] = max(atMicros, $0[campaign] ?? 0) }
    }

    func times(of campaigns: [CampaignID]) -> [LastServed] {
        times.withLock { times in
            campaigns.compactMap { campaign in
                times[campaign].map { LastServed(campaign, atMicros: $0) }
            }
        }
    }
}
