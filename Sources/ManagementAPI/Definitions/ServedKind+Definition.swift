// SPDX-License-Identifier: Apache-2.0

package import Kube
import Manifest

extension ServedKind {
  /// The kind that a CustomResourceDefinition (apiextensions.k8s.io/v1) describes.
  package init(definition: Object) throws(StatusError) {
    var definition = definition
    try DefinitionRules().settle(&definition, over: nil)
    let faults = DefinitionFaults(definition, over: nil).all
    guard faults.isEmpty else {
      throw .invalid(.customResourceDefinition, name: definition.name, faults)
    }
    try self.init(valid: definition)
  }

  /// The same of a definition that comes with this program: its tests have looked it through.
  package init(own definition: Object) throws(StatusError) {
    var definition = definition
    try DefinitionRules().settle(&definition, over: nil)
    try self.init(valid: definition, isOwn: true)
  }

  /// The same of a definition that has been looked through already, under the names that it has been
  /// given, else those it asks for.
  init(valid definition: Object, isOwn: Bool = false) throws(StatusError) {
    let spec = definition.spec
    let accepted = definition.status["acceptedNames"] ?? [:]
    let isAccepted = accepted["kind"]?.string?.isEmpty == false
    let names = (isAccepted ? accepted : spec["names"]) ?? [:]
    func texts(_ key: String) -> [String] { (names[key]?.list ?? []).compactMap(\.string) }
    let listed = spec["versions"]?.list ?? []
    var versions: [ServedVersion] = []
    for (index, value) in listed.enumerated() {
      versions.append(try ServedVersion(value, at: index, of: definition, isOwn: isOwn))
    }
    let kind = names["kind"]?.string ?? ""
    self.init(
      group: spec["group"]?.string ?? "", kind: kind,
      plural: spec["names"]?["plural"]?.string ?? "",
      versions: versions.sorted { VersionPriority($0.name) > VersionPriority($1.name) },
      storageVersion: listed.first { $0["storage"]?.bool == true }?["name"]?.string ?? "")
    singular = names["singular"]?.string ?? kind.lowercased()
    listKind = names["listKind"]?.string ?? "\(kind)List"
    shortNames = texts("shortNames")
    categories = texts("categories")
    isNamespaced = spec["scope"]?.string == "Namespaced"
    isEnding = definition.isDeleting
    self.definition = definition
    if spec["conversion"]?["strategy"]?.string == "Webhook" { refuseConversion() }
  }

  /// The server calls nobody to convert, and must not hand out an object in a version that it is not.
  private mutating func refuseConversion() {
    let name = GroupKind(group: group, kind: kind)
    convert = { (_, version) throws(StatusError) in
      throw .internalError(
        "conversion webhook for \(name) failed: webhooks are not called here; only the version that "
          + "objects are stored in can be used, not \(version)")
    }
  }
}

extension ServedVersion {
  fileprivate init(
    _ value: Value, at index: Int, of definition: Object, isOwn: Bool
  ) throws(StatusError) {
    self.init(value["name"]?.string ?? "")
    isServed = value["served"]?.bool ?? false
    if value["deprecated"]?.bool == true {
      let group = definition.spec["group"]?.string ?? ""
      let kind = definition.spec["names"]?["kind"]?.string ?? ""
      deprecationWarning =
        value["deprecationWarning"]?.string ?? "\(group)/\(name) \(kind) is deprecated"
    }
    let source = value["schema"]?["openAPIV3Schema"]
    if let source, isOwn {
      setSchema(LaterSchema(source))
    } else if let source {
      do throws(SchemaError) {
        schema = try Schema(source)
      } catch {
        throw .internalError("the schema of \(definition.name), version \(name): \(error.cause)")
      }
    }
    hasStatus = value["subresources", "status"] != nil
    if let scale = value["subresources", "scale"] { self.scale = ScalePaths(scale) }
    columns = (value["additionalPrinterColumns"]?.list ?? []).map(PrinterColumn.init)
    // One column that cannot be read spoils them all, as in Kubernetes.
    if !columns.allSatisfy(\.isReadable) { columns = [] }
    selectableFields = (value["selectableFields"]?.list ?? [])
      .compactMap { $0["jsonPath"]?.string }
      .map { $0.hasPrefix(".") ? String($0.dropFirst()) : $0 }
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

  fileprivate var isReadable: Bool { (try? JSONPath(parsing: path)) != nil }
}
