import CNghttp2
import Testing

@testable import HTTP2

@Suite struct SessionMemoryTests {
    private let memory = SessionMemory()
    private var functions: nghttp2_mem { memory.functions }

    private func take(_ count: Int) -> UnsafeMutableRawPointer {
        functions.malloc(count, functions.mem_user_data)!
    }

    private func giveBack(_ block: UnsafeMutableRawPointer) {
        functions.free(block, functions.mem_user_data)
    }

    @Test func `a small block that was given back is taken again`() {
        let block = take(100)
        giveBack(block)
        #expect(take(112) == block)
        let other = take(100)
        #expect(other != block)
        giveBack(block)
        giveBack(other)
        let larger = take(200)
        #expect(larger != block && larger != other)
        giveBack(larger)
    }

    @Test(arguments: [0, 1, 48, 49, 496, 497, 100_000])
    func `cleared memory is clear, also when it was used before`(_ count: Int) {
        for _ in 0..<2 {
            let block = functions.calloc(1, count, functions.mem_user_data)!
            #expect(UnsafeRawBufferPointer(start: block, count: count).allSatisfy { $0 == 0 })
            block.initializeMemory(as: UInt8.self, repeating: 0xFF, count: count)
            giveBack(block)
        }
        #expect(functions.calloc(.max, 2, functions.mem_user_data) == nil)
    }

    @Test func `what grows keeps its bytes`() {
        var block = functions.realloc(nil, 1, functions.mem_user_data)!
        block.storeBytes(of: 7, as: UInt8.self)
        for count in [40, 48, 49, 300, 496, 497, 5_000, 50_000, 10] {
            block = functions.realloc(block, count, functions.mem_user_data)!
            #expect(block.load(as: UInt8.self) == 7)
            (block + count - 1).storeBytes(of: 1, as: UInt8.self)
            block.storeBytes(of: 7, as: UInt8.self)
        }
        giveBack(block)
        functions.free(nil, functions.mem_user_data)
    }
}
