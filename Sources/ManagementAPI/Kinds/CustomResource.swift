// SPDX-License-Identifier: Apache-2.0

package import Kube
import Manifest

extension ServedKind {
  /// The kind that a CustomResourceDefinition (apiextensions.k8s.io/v1) describes.
  package init(definition: Object) throws(StatusError) {
    let spec = definition.spec
    let names = spec["names"] ?? [:]
    var faults: [FieldError] = []
    func text(_ value: Value, _ path: String, _ key: String) -> String {
      if let text = value[key]?.string, !text.isEmpty { return text }
      faults.append(.required("\(path).\(key)"))
      return ""
    }
    let group = text(spec, "spec", "group")
    let plural = text(names, "spec.names", "plural")
    let kind = text(names, "spec.names", "kind")
    let scope = text(spec, "spec", "scope")
    let listed = spec["versions"]?.list ?? []
    if definition.name != "\(plural).\(group)" {
      faults.append(
        .invalid(
          "metadata.name", .string(definition.name), "must be spec.names.plural+\".\"+spec.group"))
    }
    var versions: [ServedVersion] = []
    for (index, value) in listed.enumerated() {
      versions.append(ServedVersion(value, at: "spec.versions[\(index)]", &faults))
    }
    let stored = listed.filter { $0["storage"]?.bool == true }
    if stored.count != 1 {
      faults.append(
        .invalid(
          "spec.versions", .list([]), "must have exactly one version marked as storage version"))
    }
    guard faults.isEmpty else {
      throw .invalid(definition.groupKind, name: definition.name, faults)
    }
    self.init(
      group: group, kind: kind, plural: plural,
      versions: versions.sorted { VersionPriority($0.name) > VersionPriority($1.name) },
      storageVersion: stored[0]["name"]?.string ?? "")
    singular = names["singular"]?.string ?? kind.lowercased()
    shortNames = (names["shortNames"]?.list ?? []).compactMap(\.string)
    categories = (names["categories"]?.list ?? []).compactMap(\.string)
    isNamespaced = scope == "Namespaced"
  }
}

extension Object {
  fileprivate var groupKind: GroupKind {
    groupVersionKind?.groupKind ?? GroupKind(group: "", kind: kind)
  }
}

extension ServedVersion {
  fileprivate init(_ value: Value, at path: String, _ faults: inout [FieldError]) {
    self.init(value["name"]?.string ?? "")
    if name.isEmpty { faults.append(.required("\(path).name")) }
    isServed = value["served"]?.bool ?? false
    if value["deprecated"]?.bool == true {
      deprecationWarning = value["deprecationWarning"]?.string ?? "\(name) is deprecated"
    }
    readSchema(value, at: path, &faults)
    hasStatus = value["subresources", "status"] != nil
    if let scale = value["subresources", "scale"] { self.scale = ScalePaths(scale) }
    columns = (value["additionalPrinterColumns"]?.list ?? []).map(PrinterColumn.init)
    selectableFields = (value["selectableFields"]?.list ?? [])
      .compactMap { $0["jsonPath"]?.string }
      .map { $0.hasPrefix(".") ? String($0.dropFirst()) : $0 }
  }

  private mutating func readSchema(
    _ value: Value, at path: String, _ faults: inout [FieldError]
  ) {
    let place = "\(path).schema.openAPIV3Schema"
    guard let source = value["schema", "openAPIV3Schema"] else {
      faults.append(.required(place, "schemas are required"))
      return
    }
    do throws(SchemaError) {
      schema = try Schema(source)
    } catch {
      let inner = error.path.steps.isEmpty ? "" : ".\(error.path)"
      faults.append(.invalid("\(place)\(inner)", .string(""), error.cause))
    }
  }
}

extension ScalePaths {
  fileprivate init(_ value: Value) {
    self.init(
      specReplicas: value["specReplicasPath"]?.string ?? ".spec.replicas",
      statusReplicas: value["statusReplicasPath"]?.string ?? ".status.replicas",
      labelSelector: value["labelSelectorPath"]?.string)
  }
}

extension PrinterColumn {
  fileprivate init(_ value: Value) {
    self.init(
      value["name"]?.string ?? "", value["type"]?.string ?? "string",
      path: value["jsonPath"]?.string ?? "")
    format = value["format"]?.string ?? ""
    description = value["description"]?.string ?? ""
    priority = value["priority"]?.int ?? 0
  }
}
