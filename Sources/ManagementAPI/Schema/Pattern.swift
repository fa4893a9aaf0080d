// SPDX-License-Identifier: Apache-2.0

import Manifest
import Synchronization

/// A regular expression that a text must match somewhere.
struct Pattern: @unchecked Sendable {
  // Made from text alone: it holds no closure of anybody's, which is all that could be unsafe to share.
  private let regex: Regex<AnyRegexOutput>
  let text: String

  /// Few texts stand in many schemas, and each takes long to make.
  private static let known = Mutex<[String: Pattern]>([:])

  static func made(of text: String, at path: Path) throws(SchemaError) -> Pattern {
    if let pattern = known.withLock({ $0[text] }) { return pattern }
    let pattern = try Pattern(text, at: path)
    known.withLock { known in
      // Definitions come from anyone, and go: what they leave behind must not pile up.
      if known.count >= 1000 { known.removeAll() }
      known[text] = pattern
    }
    return pattern
  }

  private init(_ text: String, at path: Path) throws(SchemaError) {
    self.text = text
    do {
      regex = try Regex(text).matchingSemantics(.unicodeScalar)
    } catch {
      throw SchemaError(path.key("pattern"), "\"\(text)\" is no regular expression")
    }
  }

  func matches(_ value: String) -> Bool {
    // The only failure there is: a custom part that throws. There is none.
    (try? regex.firstMatch(in: value)) != nil
  }
}
