// SPDX-License-Identifier: Apache-2.0

import CommandLine
import Testing

struct TableTests {
  @Test func `a table has kubectl's columns`() {
    var table = Table("NAME", "AGE", "NOTE")
    table.add("a", "5m", "x y")
    table.add("a-longer-name", "", "ä")
    #expect(
      table.text == """
        NAME            AGE      NOTE
        a               5m       x y
        a-longer-name   <none>   ä

        """)
    #expect(Table("A", "B").text == "A     B\n")
  }
}
