// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
import Kube
import Log
import Manifest

/// The objects of the files that `-f` names: files, folders, addresses, standard input.
struct ManifestFiles {
  private let names: [String]
  private let isRecursive: Bool

  init(_ names: [String], isRecursive: Bool) {
    (self.names, self.isRecursive) = (names, isRecursive)
  }

  /// An object, and where it is written.
  struct Entry {
    let object: Object
    let document: Document

    var place: String { document.position.description }

    /// What a server says of it, with the place of the field that is wrong.
    func located(_ error: StatusError) -> LocatedError {
      let field = error.details.causes.first?.field ?? ""
      let position = field.isEmpty ? document.position : document.position(of: Path(parsing: field))
      return LocatedError(place: "\(position)", object: object, error: error)
    }
  }

  /// Why an object of a file was not taken.
  struct LocatedError: Failure {
    let place: String
    let object: Object
    let error: StatusError

    var action: String { "apply \(place)" }
    var cause: String { error.isUnreachable ? "\(error)" : error.message }
    var hint: String? { error.hint }
  }

  /// All objects, in the order of the files; lists are taken apart.
  func entries() async throws -> [Entry] {
    var entries: [Entry] = []
    for name in names {
      for path in try paths(name) { entries += try await read(path) }
    }
    guard !entries.isEmpty else {
      throw ReadError(names.joined(separator: ", "), "no objects passed to apply")
    }
    return entries
  }

  private func read(_ path: String) async throws -> [Entry] {
    let source = TemplateSource(path)
    let text = try await source.read()
    var entries: [Entry] = []
    for document in Source(source.name, text: text).documents() {
      let document = try document.get()
      guard document.value.map != nil else {
        throw document.error(at: [], "read", "it is no object")
      }
      let object = Object(document.value)
      if object.kind.hasSuffix("List"), let items = document.value["items"]?.list {
        entries += items.map { Entry(object: Object($0), document: document) }
      } else {
        entries.append(Entry(object: object, document: document))
      }
    }
    return entries
  }

  /// A folder's manifests by name; anything else as it is.
  private func paths(_ name: String) throws(ReadError) -> [String] {
    var status = stat()
    guard unsafe stat(name, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return [name] }
    guard let all = try? FileManager.default.contentsOfDirectory(atPath: name) else {
      throw ReadError(name, code: errno)
    }
    var paths: [String] = []
    for entry in all.sorted() {
      let path = name.hasSuffix("/") ? name + entry : "\(name)/\(entry)"
      if unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
        if isRecursive { paths += try self.paths(path) }
      } else if [".yaml", ".yml", ".json"].contains(where: entry.hasSuffix) {
        paths.append(path)
      }
    }
    guard !paths.isEmpty || isRecursive else {
      throw ReadError(name, "the folder has no .yaml, .yml or .json file")
    }
    return paths
  }
}
