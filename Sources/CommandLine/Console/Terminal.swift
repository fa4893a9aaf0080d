// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A terminal that something is written to.
package struct Terminal: Sendable {
  package let width: Int

  /// Whether it shows colours, and whoever sits there wants them.
  package let hasColour: Bool

  /// One that is as somebody says it is.
  package init(width: Int, hasColour: Bool) {
    (self.width, self.hasColour) = (width, hasColour)
  }

  /// Nil unless the descriptor is a terminal.
  init?(_ descriptor: Int32, _ environment: (String) -> String?) {
    guard isatty(descriptor) == 1 else { return nil }
    var size = winsize()
    let isKnown = unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    width = isKnown ? Int(size.ws_col) : Self.usualWidth
    hasColour = (environment("NO_COLOR") ?? "").isEmpty && environment("TERM") != "dumb"
  }

  /// What a terminal that does not say has, and what is written to no terminal is made for.
  package static let usualWidth = 80
}

/// A colour or weight of text.
package enum Style: String, Sendable {
  case bold = "1"
  case red = "31"
  case green = "32"
  case yellow = "33"

  package func apply(_ text: String, on terminal: Terminal?) -> String {
    terminal?.hasColour == true ? "\u{1B}[\(rawValue)m\(text)\u{1B}[0m" : text
  }
}
