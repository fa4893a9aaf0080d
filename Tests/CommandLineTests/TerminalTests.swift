// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Testing

@testable import CommandLine

struct TerminalTests {
  /// A pseudoterminal of a given width, for as long as `body` runs.
  private func withTerminal(width: UInt16, _ body: (Int32) throws -> Void) throws {
    var (leader, follower): (Int32, Int32) = (-1, -1)
    var size = winsize(ws_row: 24, ws_col: width, ws_xpixel: 0, ws_ypixel: 0)
    try #require(openpty(&leader, &follower, nil, nil, &size) == 0)
    defer {
      close(leader)
      close(follower)
    }
    try body(follower)
  }

  @Test func `a terminal tells its width`() throws {
    try withTerminal(width: 40) { #expect(Terminal($0, { _ in nil })?.width == 40) }
    try withTerminal(width: 0) { #expect(Terminal($0, { _ in nil })?.width == 80) }
  }

  @Test func `a file is no terminal`() throws {
    let file = try #require(FileHandle(forReadingAtPath: "/dev/null"))
    #expect(Terminal(file.fileDescriptor, { _ in nil }) == nil)
    #expect(Style.red.apply("x", on: nil) == "x")
  }

  @Test(arguments: [
    ([:], "\u{1B}[31mx\u{1B}[0m"), (["NO_COLOR": ""], "\u{1B}[31mx\u{1B}[0m"),
    (["NO_COLOR": "1"], "x"), (["TERM": "dumb"], "x"),
  ])
  func `colour is for terminals, unless it is not wanted`(
    _ environment: [String: String], _ text: String
  ) throws {
    try withTerminal(width: 80) {
      #expect(Style.red.apply("x", on: Terminal($0, { environment[$0] })) == text)
    }
  }
}
