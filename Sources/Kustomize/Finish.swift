// SPDX-License-Identifier: Apache-2.0

import Manifest

/// What is done once, when all layers have come together.
struct Finish {
  private let kustomization: Kustomization
  private let directory: String
  private let options: Kustomize.Options

  init(_ kustomization: Kustomization, in directory: String, _ options: Kustomize.Options) {
    self.kustomization = kustomization
    self.directory = directory
    self.options = options
  }

  func objects(of layer: Layer) throws(KustomizeError) -> [BuiltObject] {
    var items = layer.resources.items
    for index in items.indices where items[index].needsHash {
      let hash = NameHash.hash(of: items[index].object)
      items[index].rememberName()
      items[index].name += "-" + hash
    }
    var references = NameReferences(items, layer.tables)
    items = try references.mended().filter { !$0.isLocal }
    return sorted(items).map { item in
      BuiltObject(marked(item), from: item.origin)
    }
  }

  private func sorted(_ items: [Resource]) -> [Resource] {
    switch kustomization.order ?? options.order {
    case .input: items
    case .legacy: LegacyOrder().sorted(items)
    case .kinds(let first, let last): LegacyOrder(first: first, last: last).sorted(items)
    }
  }

  /// The object with the marks that the kustomization asks for.
  private func marked(_ item: Resource) -> Value {
    var object = item.object
    let wanted = kustomization.buildMetadata
    var notes = (object["metadata", "annotations"]?.map ?? Map()).asTexts
    if wanted.contains("originAnnotations") {
      notes["config.kubernetes.io/origin"] = .string(told(item.origin))
    }
    if !item.history.transformations.isEmpty {
      let places = item.history.transformations.map { told($0) }
      notes["alpha.config.kubernetes.io/transformations"] = .string(places.joined())
    }
    if !notes.isEmpty {
      object.set(["metadata", "annotations"], to: .map(notes))
    } else if object["metadata", "annotations"] != nil {
      object.remove(["metadata", "annotations"])
    }
    if wanted.contains("managedByLabel") {
      object.set(["metadata", "labels", "app.kubernetes.io/managed-by"], to: "kustomize-capctl")
    }
    return object
  }

  private func told(_ origin: Origin) -> String {
    guard let generator = origin.generator else { return "path: \(relative(origin.file))\n" }
    return told(History.Place(file: origin.file, kind: generator), indent: "")
  }

  private func told(_ place: History.Place) -> String { "- " + told(place, indent: "  ") }

  private func told(_ place: History.Place, indent: String) -> String {
    let lines = [
      "configuredIn: \(relative(place.file))", "configuredBy:", "  apiVersion: builtin",
      "  kind: \(place.kind)",
    ]
    return lines.joined(separator: "\n" + indent) + "\n"
  }

  private func relative(_ path: String) -> String { TreePath.relative(path, from: directory) }
}

extension Resource {
  /// Whether it is for tools only.
  fileprivate var isLocal: Bool {
    guard let mark = object["metadata", "annotations"]?["config.kubernetes.io/local-config"] else {
      return false
    }
    return mark.scalarText != "false"
  }
}

extension Map {
  /// The same with texts for all scalars, which annotations must be.
  fileprivate var asTexts: Map {
    Map(map { ($0.key, $0.value.isNull ? "null" : .string($0.value.scalarText ?? "")) })
  }
}
