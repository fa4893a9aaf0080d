// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SSH

struct ReasonTests {
  @Test(arguments: [
    ("plain words", "plain words"), ("two\r\nlines\n", "twolines"),
    ("\u{1b}[31mred\u{7}", "[31mred"), ("turn\u{202e}ed", "turned"), ("é ’ 日本", "é ’ 日本"),
    (String(repeating: "a", count: 1000), String(repeating: "a", count: 200)),
  ])
  func `what a server says cannot disturb a message`(text: String, line: String) {
    #expect(oneLine(text) == line)
  }
}
