import Reactor
import Testing

@Suite struct RingTests {
    @Test func behavesLikeAnArray() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SplitMix(state: seed)
        var ring = Ring<[Int]>(capacity: 2)
        var model: [[Int]] = []
        for number in 0..<5_000 {
            switch random.next() % 5 {
            case 0, 1, 2:
                ring.append([number])
                model.append([number])
            case 3:
                let first = ring.popFirst()
                #expect(first == (model.isEmpty ? nil : model.removeFirst()), "seed \(seed)")
            default:
                let last = ring.popLast()
                #expect(last == model.popLast(), "seed \(seed)")
            }
            let count = ring.count
            #expect(count == model.count, "seed \(seed)")
        }
    }
}
