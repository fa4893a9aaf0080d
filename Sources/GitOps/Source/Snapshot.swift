// SPDX-License-Identifier: Apache-2.0

import Git
import PKI

/// The files of one commit, less what is ignored, read once for everything that is built of them.
package final class Snapshot: Sendable {
  package struct File: Sendable {
    let kind: TreeEntry.Kind
    let id: ObjectID
    /// Nil where it is too large for anything to be built of it.
    package let bytes: [UInt8]?
  }

  /// By the path from the root.
  package let files: [String: File]
  /// The names in each folder, sorted; the root is the empty path.
  package let folders: [String: [String]]
  /// Tells this content from every other.
  package let digest: String
  /// How many bytes it holds.
  let size: Int

  package init(_ files: [String: File]) {
    self.files = files
    var folders: [String: Set<String>] = ["": []]
    for path in files.keys {
      var rest = path[...]
      while let slash = rest.lastIndex(of: "/") {
        let isNew = folders[String(rest[..<slash]), default: []]
          .insert(String(rest[rest.index(after: slash)...])).inserted
        rest = rest[..<slash]
        if !isNew { break }
      }
      if !rest.contains("/") { folders["", default: []].insert(String(rest)) }
    }
    self.folders = folders.mapValues { $0.sorted() }
    var text = ""
    for (path, file) in files.sorted(by: { $0.key < $1.key }) {
      text += "\(file.kind) \(file.id) \(path)\n"
    }
    digest = "sha256:" + Digest.sha256(Array(text.utf8)).hexadecimal
    size = files.values.reduce(0) { $0 + ($1.bytes?.count ?? 0) }
  }

  /// What a builder will not read: no manifest is that large.
  private static let largest = 32 << 20

  /// Reads a commit. Files that `former` holds too are not read again.
  static func read(
    _ commit: ObjectID, of contents: Contents, _ choice: Choice, former: Snapshot?, limit: Int
  ) async throws -> Snapshot {
    let entries = try await contents.list(commit)
    let known = former.map { snapshot in
      Dictionary(snapshot.files.values.map { ($0.id, $0.bytes) }) { one, _ in one }
    }
    var ignoring: [(folder: String, text: String)] = []
    for entry in entries where entry.path.hasSuffix(".sourceignore") {
      let folder = entry.path.dropLast(".sourceignore".count)
      guard folder.isEmpty || folder.last == "/" else { continue }
      let text = String(decoding: try await contents.blob(entry.id), as: UTF8.self)
      ignoring.append((String(folder.dropLast()), text))
    }
    let rules = IgnoreRules.of(choice.ignore, files: ignoring)
    var files: [String: File] = [:]
    var size = 0
    for entry in entries where choice.takes(entry.path) && !rules.leavesOut(entry.path) {
      guard entry.kind != .submodule else { continue }
      var bytes = known?[entry.id] ?? nil
      if bytes == nil { bytes = try await read(entry, of: contents) }
      size += bytes?.count ?? 0
      guard size <= limit else {
        throw GitOpsError(
          "read commit \(commit)", "its files are larger than the limit of \(limit) bytes",
          hint: "leave out what is not needed by spec.ignore, or raise --max-repo-size")
      }
      files[entry.path] = File(kind: entry.kind, id: entry.id, bytes: bytes)
    }
    return Snapshot(files)
  }

  private static func read(_ entry: TreeEntry, of contents: Contents) async throws -> [UInt8]? {
    do {
      return try await contents.blob(entry.id, limit: largest)
    } catch {
      guard error.isTooLarge else { throw error }
      return nil
    }
  }

  /// Which of a commit's files are taken.
  package struct Choice: Hashable, Sendable {
    var ignore: String?
    var folders: [String] = []

    func takes(_ path: String) -> Bool {
      folders.isEmpty || folders.contains { path == $0 || path.hasPrefix($0 + "/") }
    }
  }
}
