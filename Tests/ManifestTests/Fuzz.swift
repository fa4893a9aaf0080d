// SPDX-License-Identifier: Apache-2.0

import Foundation
import Manifest
import TestKit

extension Value {
  /// Some value, with few keys, so that two of them have something in common.
  static func random(depth: Int, using random: inout SeededRandom) -> Value {
    switch Int.random(in: 0..<(depth > 0 ? 9 : 5), using: &random) {
    case 0: return .bool(.random(using: &random))
    case 1, 2: return .int(.random(in: 0...3, using: &random))
    case 3: return .double(.random(in: 0...1, using: &random))
    case 4: return .string(["", "a", "b/c", "~"].randomElement(using: &random) ?? "")
    case 5, 6:
      return .list(
        (0..<Int.random(in: 0...3, using: &random)).map { _ in
          .random(depth: depth - 1, using: &random)
        })
    default: return .map(.random(depth: depth - 1, using: &random))
    }
  }
}

extension Map {
  static func random(depth: Int, using random: inout SeededRandom) -> Map {
    var map = Map()
    for key in ["a", "b/c", "~d", "", "e"] where Bool.random(using: &random) {
      map[key] = .random(depth: depth, using: &random)
    }
    return map
  }
}

/// Runs `body` with one seed after another: so often, or for longer where `CAPCTL_FUZZ_SECONDS` says
/// so. The tests that call this are fourteen, and share those seconds.
func fuzz(_ count: Int, _ body: (UInt64, inout SeededRandom) throws -> Void) throws {
  let seconds = ProcessInfo.processInfo.environment["CAPCTL_FUZZ_SECONDS"].flatMap(Double.init)
  let end = ContinuousClock.now + .seconds((seconds ?? 0) / 14)
  var seed: UInt64 = 0
  while seed < count || ContinuousClock.now < end {
    var random = SeededRandom(seed)
    try body(seed, &random)
    seed += 1
  }
}
