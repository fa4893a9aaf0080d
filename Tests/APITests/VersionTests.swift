// SPDX-License-Identifier: Apache-2.0

import API
import Testing

struct VersionTests {
  @Test func `versions are in order`() {
    let ordered = [
      "v1.9.0", "1.20.0-alpha.1", "v1.20.0-alpha.beta", "v1.20.0-rc.2", "v1.20.0-rc.10", "v1.20.0",
      "v1.20.2+build.5", "v1.21.0",
    ].compactMap { Version($0) }
    #expect(ordered.count == 8)
    for (lower, higher) in zip(ordered, ordered.dropFirst()) {
      #expect(lower < higher)
      #expect(!(higher < lower))
    }
  }

  @Test(arguments: [
    "", "v1", "1.2", "1.2.3.4", "v01.2.3", "1.2.x", "1.2.3-", "1.2.3-a..b", "vv1.2.3",
  ])
  func `what is no semantic version is refused`(text: String) {
    #expect(Version(text) == nil)
  }
}
