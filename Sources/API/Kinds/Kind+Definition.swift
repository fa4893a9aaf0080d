// SPDX-License-Identifier: Apache-2.0

package import Kube
import Manifest

extension Kind {
  /// The CustomResourceDefinition that serves this kind.
  package func definition() throws(NotationError) -> Object {
    var object = Object(
      GroupVersionKind(
        group: "apiextensions.k8s.io", version: "v1", kind: "CustomResourceDefinition"),
      name: definitionName)
    object.metadata.labels = contractLabels
    var served: [Value] = []
    for name in versions { served.append(try version(served: name)) }
    object.spec = [
      "group": .string(group), "names": names, "scope": "Namespaced", "versions": .list(served),
    ]
    return object
  }

  package var definitionName: String { "\(plural).\(group)" }

  /// Which version implements which contract of Cluster API: by them a reference finds its version.
  package var contractLabels: [String: String] {
    var labels: [String: String] = [:]
    guard group.hasSuffix(Labels.group) else { return labels }
    for version in versions { labels[Labels.contract(version)] = version }
    return labels
  }

  private var names: Value {
    var names: Value = [
      "kind": .string(kind), "listKind": "\(kind)List", "plural": .string(plural),
      "singular": .string(kind.lowercased()),
    ]
    if group.hasSuffix(Labels.group) { names["categories"] = ["cluster-api"] }
    if !shortNames.isEmpty { names["shortNames"] = .list(shortNames.map { .string($0) }) }
    return names
  }

  private func version(served name: String) throws(NotationError) -> Value {
    let version = try version(name)
    let isStored = name == storedVersion
    var value: Value = ["name": .string(name), "served": true, "storage": .bool(isStored)]
    if !isStored {
      value["deprecated"] = true
      value["deprecationWarning"] =
        "\(group)/\(name) \(kind) is deprecated; use \(group)/\(storedVersion) \(kind)"
    }
    value["schema"] = ["openAPIV3Schema": version.schema]
    if !version.columns.isEmpty { value["additionalPrinterColumns"] = .list(version.columns) }
    var subresources: Value = [:]
    if version.hasStatus { subresources["status"] = [:] }
    if let scale = version.scale { subresources["scale"] = scale }
    if subresources.map?.isEmpty == false { value["subresources"] = subresources }
    return value
  }
}
