// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// A folder that has no kustomization.yaml: every manifest below it, and every folder that has one.
///
/// A file that cannot be read keeps back only its own objects, and so does a folder.
struct FolderBuild {
  let tree: SourceTree
  /// Builds a folder that has a kustomization.yaml.
  let kustomize: (String) throws -> [Built]

  private static let names = ["kustomization.yaml", "kustomization.yml", "Kustomization"]

  func build(_ path: String) -> BuildResult {
    var result = BuildResult()
    collect(path, into: &result)
    return withoutRepeats(result)
  }

  static func isKustomization(_ path: String, in tree: SourceTree) -> Bool {
    names.contains { tree.hasFile(path.isEmpty ? $0 : "\(path)/\($0)") }
  }

  private func collect(_ path: String, into result: inout BuildResult) {
    for name in tree.names(in: path) {
      let place = path.isEmpty ? name : "\(path)/\(name)"
      if tree.isFolder(place) {
        guard !name.hasPrefix(".git") else { continue }
        guard Self.isKustomization(place, in: tree) else {
          collect(place, into: &result)
          continue
        }
        do {
          result.objects += try kustomize(place)
        } catch {
          result.problems.append(message(of: error))
        }
      } else if name.hasSuffix(".yaml") || name.hasSuffix(".yml") {
        read(place, into: &result)
      }
    }
  }

  private func read(_ path: String, into result: inout BuildResult) {
    do {
      let source = Source(path, bytes: try tree.bytes(at: path))
      for document in source.documents() {
        switch document {
        case .success(let document): add(document, into: &result)
        case .failure(let error): result.problems.append(message(of: error))
        }
      }
    } catch {
      result.problems.append(message(of: error))
    }
  }

  private func add(_ document: Document, into result: inout BuildResult) {
    if document.value["kind"]?.string?.hasSuffix("List") == true,
      let items = document.value["items"]?.list
    {
      for (index, item) in items.enumerated() {
        add(item, at: document.position(of: ["items", .index(index)]), into: &result)
      }
    } else {
      add(document.value, at: document.position, into: &result)
    }
  }

  private func add(_ value: Value, at position: Position, into result: inout BuildResult) {
    let object = Object(value)
    let place = "\(position.file):\(position.line)"
    guard object.groupVersionKind != nil else {
      result.problems.append(
        "cannot build \(place): it has no apiVersion or no kind; "
          + "leave out what is no manifest by .sourceignore")
      return
    }
    guard !object.name.isEmpty else {
      result.problems.append("cannot build \(place): \(object.kind) has no metadata.name")
      return
    }
    result.objects.append(Built(object, origin: place))
  }

  /// Of objects that are there more than once, none is applied: nobody can say which one is meant.
  private func withoutRepeats(_ result: BuildResult) -> BuildResult {
    var result = result
    let groups = Dictionary(grouping: result.objects) { InventoryID($0.object) }
    let repeated = groups.filter { $0.value.count > 1 }
    guard !repeated.isEmpty else { return result }
    result.objects.removeAll { repeated[InventoryID($0.object)] != nil }
    for (id, group) in repeated.sorted(by: { $0.key.text < $1.key.text }) {
      let places = group.compactMap(\.origin).joined(separator: " and ")
      result.problems.append("cannot build \(id): it is there more than once, in \(places)")
    }
    return result
  }
}
