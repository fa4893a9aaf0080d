// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Texts that are right, kept in files beside the tests.
package enum Golden {
  /// Fails unless `text` is what the file `name` holds in the folder `Golden` beside the calling
  /// test. With `CAPCTL_UPDATE_GOLDEN=1` in the environment it writes the file instead.
  package static func check(_ text: String, _ name: String, test: String = #filePath) throws {
    let file = URL(filePath: test).deletingLastPathComponent().appending(path: "Golden/\(name)")
    if ProcessInfo.processInfo.environment["CAPCTL_UPDATE_GOLDEN"] == "1" {
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      return try Data(text.utf8).write(to: file)
    }
    guard let expected = try? String(contentsOf: file, encoding: .utf8) else {
      throw TestFailure(
        "compare with Golden/\(name)", "no such file", hint: "set CAPCTL_UPDATE_GOLDEN=1")
    }
    if let difference = firstDifference(expected, text) {
      throw TestFailure(
        "compare with Golden/\(name)", difference, hint: "set CAPCTL_UPDATE_GOLDEN=1 if it is right"
      )
    }
  }

  /// The first line in which two texts differ, or nil where they are the same.
  static func firstDifference(_ expected: String, _ actual: String) -> String? {
    guard !expected.utf8.elementsEqual(actual.utf8) else { return nil }
    let expected = expected.split(separator: "\n", omittingEmptySubsequences: false)
    let actual = actual.split(separator: "\n", omittingEmptySubsequences: false)
    let index =
      zip(expected, actual).enumerated().first { !$1.0.utf8.elementsEqual($1.1.utf8) }?
      .offset ?? min(expected.count, actual.count)
    return """
      line \(index + 1) differs
      expected: \(index < expected.count ? String(expected[index]) : "(end)")
      actual:   \(index < actual.count ? String(actual[index]) : "(end)")
      """
  }
}
