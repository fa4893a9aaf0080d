// SPDX-License-Identifier: Apache-2.0

import Log
import Testing

struct SecretTests {
  @Test func `a secret never prints`() {
    let secret = Secret("hunter2")
    var dumped = ""
    dump(secret, to: &dumped)
    for text in ["\(secret)", String(reflecting: secret), "\([secret])", dumped] {
      #expect(!text.contains("hunter2"))
    }
    #expect(secret.reveal() == "hunter2")
  }
}
