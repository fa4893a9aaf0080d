// SPDX-License-Identifier: Apache-2.0

import Testing
import Views

struct CalmTests {
  /// Tenths of a second, each with whether all was well then.
  private static let stories: [(limit: Int?, looks: [(at: Int, isGood: Bool)], ends: Int?)] = [
    (600, [(0, true), (10, true), (20, true), (30, true)], 30),
    (nil, [(0, true), (10, false), (20, true), (40, true), (50, true)], 50),
    (600, [(0, true), (29, true)], nil), (600, [(0, false), (100, true)], nil),
    (600, [(5, true), (90, true)], 90), (9, [(0, true)], 0), (9, [(0, false), (5, true)], 5),
  ]

  @Test(arguments: stories)
  func `only what lasts counts, where there is time`(
    limit: Int?, looks: [(at: Int, isGood: Bool)], ends: Int?
  ) {
    var calm = Calm(within: limit.map { .seconds($0) })
    let start = ContinuousClock.now
    let end = looks.first { look in
      guard look.isGood else {
        calm.end()
        return false
      }
      return calm.hasLasted(at: start + .milliseconds(look.at * 100))
    }
    #expect(end?.at == ends)
  }
}
