import Testing

@testable import Postgres

@Suite struct FifoTests {
    /// Against an array, with a seed that is printed when it fails.
    @Test(arguments: 0..<20)
    func behavesLikeAnArray(seed: UInt64) {
        var random = SplitMix(state: seed)
        var fifo = Fifo<Int>()
        var model: [Int] = []
        for step in 0..<2_000 {
            switch random.next() % 5 {
            case 0, 1:
                fifo.append(step)
                model.append(step)
            case 2, 3:
                #expect(fifo.popFirst() == (model.isEmpty ? nil : model.removeFirst()))
            default:
                guard random.next() % 8 == 0 else { continue }
                fifo.prepend(step)
                model.insert(step, at: 0)
            }
            #expect(fifo.count == model.count && fifo.first == model.first)
        }
        #expect(fifo.removeAll() == model)
        #expect(fifo.isEmpty)
    }

    @Test func firstIsChangedInPlace() {
        var fifo = Fifo<[Int]>()
        #expect(fifo.updateFirst { $0.count } == nil)
        fifo.append([1])
        fifo.updateFirst { $0.append(2) }
        #expect(fifo.popFirst() == [1, 2])
    }
}

/// The generator that tests use: a seed, printed with a failure, gives the same run again.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
