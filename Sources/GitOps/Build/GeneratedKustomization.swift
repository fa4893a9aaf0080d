// SPDX-License-Identifier: Apache-2.0

import API
import Kustomize
import Manifest

/// The kustomization.yaml of a folder with what the Kustomization's own fields add to it, as Flux writes one.
struct GeneratedKustomization {
  private let fields: Kustomization
  private let tree: SourceTree

  private static let names = ["kustomization.yaml", "kustomization.yml", "Kustomization"]

  init(_ fields: Kustomization, in tree: SourceTree) {
    self.fields = fields
    self.tree = tree
  }

  /// Nil where the fields add nothing: the folder is built as it is.
  func file(for folder: String) throws -> (path: String, bytes: [UInt8])? {
    let additions = additions(folder)
    guard additions.map?.isEmpty == false else { return nil }
    let name = Self.names.first { tree.hasFile(joined(folder, $0)) }
    let path = joined(folder, name ?? Self.names[0])
    var value: Value
    if name == nil {
      value = ["resources": .list(manifests(in: folder).map { .string($0) })]
    } else {
      let values = try Source(path, bytes: try tree.bytes(at: path)).values()
      value = values.first ?? [:]
    }
    for entry in additions.map ?? [:] {
      if let list = entry.value.list {
        value[entry.key] = .list((value[entry.key]?.list ?? []) + list)
      } else {
        value[entry.key] = entry.value
      }
    }
    return (path, Array(YAML.text(value).utf8))
  }

  private func joined(_ folder: String, _ name: String) -> String {
    folder.isEmpty ? name : "\(folder)/\(name)"
  }

  private func additions(_ folder: String) -> Value {
    var value: Value = [:]
    for (field, key) in [
      ("targetNamespace", "namespace"), ("namePrefix", "namePrefix"), ("nameSuffix", "nameSuffix"),
    ] {
      if let text = fields[text: "spec.\(field)"], !text.isEmpty { value[key] = .string(text) }
    }
    for key in ["patches", "images", "buildMetadata"] {
      if let list = fields["spec.\(key)"]?.list, !list.isEmpty { value[key] = .list(list) }
    }
    var components = fields[texts: "spec.components"]
    if fields[flag: "spec.ignoreMissingComponents"] == true {
      components.removeAll { component in
        !(TreePath.joined(folder, component).map(tree.isFolder) ?? false)
      }
    }
    if !components.isEmpty { value["components"] = .list(components.map { .string($0) }) }
    return value
  }

  /// Every manifest of a folder without a kustomization, and every folder that has one, from there.
  private func manifests(in folder: String, under prefix: String = "") -> [String] {
    var found: [String] = []
    for name in tree.names(in: folder) where !name.hasPrefix(".") {
      let path = joined(folder, name)
      let shown = joined(prefix, name)
      if tree.hasFile(path) {
        if name.hasSuffix(".yaml") || name.hasSuffix(".yml") { found.append(shown) }
      } else if Self.names.contains(where: { tree.hasFile(joined(path, $0)) }) {
        found.append(shown)
      } else {
        found += manifests(in: path, under: shown)
      }
    }
    return found
  }
}
