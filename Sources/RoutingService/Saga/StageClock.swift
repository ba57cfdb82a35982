import LeadlineAPI
import Reactor
import SwiftProtobuf

/// What the time of a lead is spent on.
enum LeadStage: String, CaseIterable {
    /// Capture: reading, checking and sealing the lead.
    case decode
    /// Capture: its commit.
    case store
    /// Scoring.
    case assess
    /// Bidding: from the pings to the close.
    case auction
    /// The award's commit.
    case award
    /// The winner's answer.
    case deliver
    /// The last commit: the sale's confirmation and the answer.
    case end
}

/// Where the time of one lead goes: stages in their order, and how much of it was a buyer's.
struct StageClock {
    private(set) var stages: [WireStageTiming]
    private(set) var buyerWaitMicros: Int64 = 0
    private var last: MonotonicTime

    /// Goes on from what was measured before.
    init(_ earlier: [WireStageTiming], at now: MonotonicTime) {
        stages = earlier
        last = now
    }

    /// A stage ends now; the next begins.
    mutating func ended(_ stage: LeadStage, at now: MonotonicTime) {
        let duration = (now - last).count
        last = now
        if let place = stages.firstIndex(where: { $0.stage == stage.rawValue }) {
            stages[place].durationUs += duration
            return
        }
        stages.append(
            .with {
                $0.stage = stage.rawValue
                $0.durationUs = duration
            })
    }

    /// Nothing but a buyer was waited for. Intervals of one lead never overlap: an auction is
    /// over before its winner is told.
    mutating func waited(micros: Int64) { buyerWaitMicros += micros }

    /// The whole, for the answer and the journal.
    func timing(totalMicros: Int64) -> WireTiming {
        .with {
            $0.totalUs = totalMicros
            $0.buyerWaitUs = min(buyerWaitMicros, totalMicros)
            $0.overheadUs = totalMicros - min(buyerWaitMicros, totalMicros)
            $0.stages = stages
        }
    }
}
