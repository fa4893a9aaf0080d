// SPDX-License-Identifier: Apache-2.0

package import Foundation

/// Texts that are right, kept in files.
package enum Golden {
  /// Fails unless `text` is what the file `name` holds in the folder `Golden` beside the calling
  /// test. With `CAPCTL_UPDATE_GOLDEN=1` in the environment it writes the file instead.
  package static func check(_ text: String, _ name: String, test: String = #filePath) throws {
    let folder = URL(filePath: test).deletingLastPathComponent()
    try check(text, "Golden/\(name)", below: folder)
  }

  /// The same for a file of the repository, such as a page of docs that is made from the source.
  package static func check(_ text: String, page: String) throws {
    try check(text, page, below: root)
  }

  /// The repository's folder.
  package static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private static func check(_ text: String, _ name: String, below folder: URL) throws {
    let file = folder.appending(path: name)
    if ProcessInfo.processInfo.environment["CAPCTL_UPDATE_GOLDEN"] == "1" {
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      return try Data(text.utf8).write(to: file)
    }
    guard let expected = try? String(contentsOf: file, encoding: .utf8) else {
      throw TestFailure(
        "compare with \(name)", "no such file", hint: "set CAPCTL_UPDATE_GOLDEN=1")
    }
    if let difference = firstDifference(expected, text) {
      throw TestFailure(
        "compare with \(name)", difference, hint: "set CAPCTL_UPDATE_GOLDEN=1 if it is right")
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
