// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Serving

struct OutputQueueTests {
  @Test(arguments: 0..<20)
  func `every byte leaves once and in order, and a repeated try begins the same`(seed: Int) {
    var random = SystemRandomNumberGenerator.seeded(seed)
    var queue = OutputQueue()
    var given: [UInt8] = []
    var sent: [UInt8] = []
    var promised: [UInt8] = []
    var isRepeated = true
    for _ in 0..<100 {
      let chunk = (0..<random.next(below: random.next(below: 4) == 0 ? 9000 : 60)).map { _ in
        UInt8.random(in: 0 ... .max, using: &random)
      }
      queue.append(chunk)
      given += chunk
      guard !queue.isEmpty, random.next(below: 3) > 0 else { continue }
      let lent = lend(queue)
      isRepeated = isRepeated && !lent.isEmpty && lent.prefix(promised.count) == promised[...]
      let taken = random.next(below: lent.count + 1)
      queue.remove(taken)
      sent += lent.prefix(taken)
      promised = taken == 0 ? lent : []
    }
    while !queue.isEmpty {
      let lent = lend(queue)
      sent += lent
      queue.remove(lent.count)
    }
    #expect(isRepeated)
    #expect(sent == given)
  }

  @Test func `short chunks leave together and a long one by itself`() {
    var queue = OutputQueue()
    queue.append([1, 2])
    queue.append([])
    queue.append([3])
    #expect(lend(queue) == [1, 2, 3])
    var long = OutputQueue()
    long.append([UInt8](repeating: 7, count: 5000))
    long.append([8])
    #expect(lend(long).count == 5000)
  }

  private func lend(_ queue: OutputQueue) -> [UInt8] {
    withUnsafeTemporaryAllocation(byteCount: 16 << 10, alignment: 1) { scratch in
      queue.lendNext(scratch) { Array($0) }
    }
  }
}

/// The same numbers for the same seed.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  mutating func next(below limit: Int) -> Int { Int.random(in: 0..<max(1, limit), using: &self) }
}

extension SystemRandomNumberGenerator {
  static func seeded(_ seed: Int) -> SeededGenerator { SeededGenerator(state: UInt64(seed)) }
}
