// SPDX-License-Identifier: Apache-2.0

package import Foundation

/// Lends `body` an empty directory of its own, and removes it with all that was put into it.
package func withTemporaryDirectory<Result>(
  _ body: (URL) async throws -> Result
) async throws -> Result {
  // Short, because the path of a unix socket may have 107 bytes.
  let name = "capctl-\(UInt32.random(in: 0 ... .max))"
  let directory = FileManager.default.temporaryDirectory.appending(
    path: name, directoryHint: .isDirectory)
  try FileManager.default.createDirectory(
    at: directory, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
  defer { try? FileManager.default.removeItem(at: directory) }
  return try await body(directory)
}

extension URL {
  /// Writes `text` to the file `name` in this directory, and returns where that is.
  @discardableResult
  package func write(_ text: String, to name: String) throws -> URL {
    let file = appending(path: name)
    try Data(text.utf8).write(to: file)
    return file
  }
}
