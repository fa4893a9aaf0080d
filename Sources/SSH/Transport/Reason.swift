// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The system's words for an error number, as they stand in the middle of a sentence.
func reason(_ code: Int32) -> String {
  guard let words = unsafe strerror(code) else { return "error \(code)" }
  return lowercasedFirst(unsafe String(cString: words))
}

func lowercasedFirst(_ text: String) -> String {
  text.prefix(1).lowercased() + text.dropFirst()
}

/// What a stranger says, such that it can stand in a message: one short line, no control characters.
func oneLine(_ text: String) -> String {
  let printable = text.unicodeScalars.filter { scalar in
    scalar.properties.generalCategory != .control && scalar.properties.generalCategory != .format
  }
  return String(String(String.UnicodeScalarView(printable)).prefix(200))
}
