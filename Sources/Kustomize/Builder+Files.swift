// SPDX-License-Identifier: Apache-2.0

import Manifest

extension Builder {
  /// The directory that is to be built.
  func root(_ path: String) throws(KustomizeError) -> String {
    guard let path = TreePath.joined("", path) else {
      throw KustomizeError("build \(path)", "it leads out of the tree")
    }
    guard let entry = try ledger.entry(at: path) else {
      throw KustomizeError("build \(path)", "there is no such directory", hint: try near(path))
    }
    guard entry.kind == .directory else {
      throw KustomizeError(
        "build \(path)", "it is a file, not a directory",
        hint: "name its directory, \(TreePath.shown(TreePath.parent(of: path)))")
    }
    return entry.path
  }

  /// The kustomization file of a directory; nil where there is none.
  func kustomizationFile(of directory: String) throws(KustomizeError) -> String? {
    var found: [String] = []
    for name in Kustomization.names {
      let path = directory.isEmpty ? name : "\(directory)/\(name)"
      if let entry = try ledger.entry(at: path), entry.kind == .file { found.append(path) }
    }
    guard found.count < 2 else {
      throw KustomizeError(
        "build \(TreePath.shown(directory))", "it has \(found.joined(separator: " and "))",
        hint: "keep one of them")
    }
    return found.first
  }

  func read(_ file: String) throws(KustomizeError) -> Kustomization {
    var documents = source(file, .kubectl, bytes: try ledger.read(file)).documents()
    guard let first = documents.next() else {
      throw KustomizeError(
        at: Position(file: file, line: 1, column: 1), "the kustomization is empty")
    }
    let document = try read(first)
    if let second = documents.next() {
      throw KustomizeError(
        at: try read(second).position, "a kustomization is one document, not two")
    }
    return try Kustomization(document)
  }

  func read(_ document: Result<Document, ManifestError>) throws(KustomizeError) -> Document {
    do throws(ManifestError) {
      return try document.get()
    } catch {
      throw KustomizeError(error)
    }
  }

  /// A file that was found to be one, as something to read documents from.
  func source(_ path: String, _ dialect: Dialect = .kustomize) throws(KustomizeError) -> Source {
    source(path, dialect, bytes: try ledger.read(path))
  }

  private func source(_ path: String, _ dialect: Dialect, bytes: [UInt8]) -> Source {
    Source(path, bytes: bytes, dialect: dialect)
  }

  /// The path of a file that a kustomization names.
  func file(
    _ name: String, in directory: String, at position: Position
  ) throws(KustomizeError) -> String {
    let reference = Kustomization.Reference(text: name, position: position)
    guard let path = TreePath.joined(directory, name) else { throw .outside(reference) }
    guard let entry = try ledger.entry(at: path) else { throw try missing(path, reference) }
    guard entry.kind == .file else {
      throw KustomizeError(at: position, "\(path) is no file")
    }
    try checkReach(entry.path, from: directory, at: position)
    return entry.path
  }

  /// Adds the objects of a file. A mistake in one of its documents leaves the others.
  func addFile(
    _ path: String, named name: String, at position: Position, layer directory: String,
    to layer: inout Layer
  ) throws(KustomizeError) {
    let bytes = try ledger.read(path)
    for document in Source(name, bytes: bytes, dialect: .kustomize).documents() {
      do throws(KustomizeError) {
        try add(try read(document), file: path, layer: directory, to: &layer)
      } catch {
        report(error)
        layer.isIncomplete = true
      }
    }
  }

  /// Adds the object of a document, or the objects of a list of objects.
  private func add(
    _ document: Document, file: String, layer directory: String, to layer: inout Layer
  ) throws(KustomizeError) {
    var waiting: [(value: Value, path: Path)] = [(document.value, [])]
    while !waiting.isEmpty {
      let (value, path) = waiting.removeFirst()
      if value.map?.isEmpty == true { continue }
      try ObjectCheck.check(value, at: path, of: document)
      guard value["kind"]?.string?.hasSuffix("List") == true else {
        let origin = Origin(document, at: path, file: file, layer: directory)
        let resource = Resource(value, from: origin)
        if let first = layer.resources.add(resource) {
          throw .twice(first, at: document.position(of: path))
        }
        continue
      }
      guard let items = value["items"], !items.isNull else { continue }
      guard let list = items.list else {
        throw KustomizeError(
          at: document.position(of: path.key("items")), "items must be a list, not a \(items.kind)")
      }
      for (index, item) in list.enumerated() {
        waiting.append((item, path.key("items").index(index)))
      }
    }
  }

  /// What to say of a path where nothing is.
  func missing(
    _ path: String, _ reference: Kustomization.Reference
  ) throws(KustomizeError) -> KustomizeError {
    KustomizeError(
      at: reference.position, "there is no \(TreePath.shown(path))", hint: try near(path))
  }

  /// The nearest path there is.
  private func near(_ path: String) throws(KustomizeError) -> String? {
    var directory = ""
    for name in path.split(separator: "/").map(String.init) {
      let next = directory.isEmpty ? name : "\(directory)/\(name)"
      if try ledger.isDirectory(next) {
        directory = next
        continue
      }
      let names = try ledger.names(in: directory)
      let prefix = directory.isEmpty ? "" : directory + "/"
      return Nearest.word(to: name, among: names).map { "did you mean \(prefix)\($0)?" }
    }
    return nil
  }
}

extension KustomizeError {
  static func noKustomization(in directory: String) -> KustomizeError {
    KustomizeError(
      "build \(TreePath.shown(directory))",
      "it has no kustomization.yaml, kustomization.yml or Kustomization")
  }

  static func outside(_ reference: Kustomization.Reference) -> KustomizeError {
    KustomizeError(at: reference.position, "\(reference.text) leads out of the tree")
  }
}
