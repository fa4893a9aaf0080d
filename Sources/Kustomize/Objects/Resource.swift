// SPDX-License-Identifier: Apache-2.0

import Manifest

/// An object on its way through the layers, and what it was called on that way.
struct Resource {
  /// What it was once called. Group and version are those it has now.
  struct PastName: Hashable {
    let name: String
    /// The one that counted.
    let namespace: String
    let kind: String
  }

  var object: Value
  var past: [PastName] = []
  var prefixes: [String] = []
  var suffixes: [String] = []
  var behavior = GeneratorRule.Behavior.unspecified
  var needsHash = false
  var origin: Origin
  var links: [FieldLink] = []
  /// What is told of it in annotations, where the kustomization asks for that.
  var history = History()

  init(_ object: Value, from origin: Origin) {
    self.object = object
    self.origin = origin
  }

  var type: GroupKind {
    GroupKind(apiVersion: object["apiVersion"]?.string ?? "", kind: kind)
  }

  var kind: String {
    get { object["kind"]?.string ?? "" }
    set { object["kind"] = .string(newValue) }
  }

  var name: String {
    get { metadata("name") }
    set { object.set(["metadata", "name"], to: .string(newValue)) }
  }

  var namespace: String {
    get { metadata("namespace") }
    set {
      if newValue.isEmpty {
        if object["metadata", "namespace"] != nil { object.remove(["metadata", "namespace"]) }
      } else {
        object.set(["metadata", "namespace"], to: .string(newValue))
      }
    }
  }

  private func metadata(_ key: String) -> String { object["metadata", key]?.scalarText ?? "" }

  var id: ObjectID { ObjectID(type: type, name: name, namespace: namespace) }

  /// What it was called at each time, and is called now.
  var ids: [ObjectID] {
    let type = type
    return past.map { $0.id(type) } + [id]
  }

  var firstID: ObjectID { past.first?.id(type) ?? id }

  mutating func rememberName() {
    let id = id
    past.append(
      PastName(name: id.name, namespace: id.effectiveNamespace, kind: id.type.kind))
  }
}

extension Resource.PastName {
  func id(_ type: GroupKind) -> ObjectID {
    let type =
      kind == type.kind ? type : GroupKind(group: type.group, version: type.version, kind: kind)
    return ObjectID(type: type, name: name, namespace: namespace)
  }
}

extension Value {
  /// The text of a scalar, as YAML has it; nil for null, lists and maps.
  var scalarText: String? {
    switch self {
    case .string(let text): text
    case .int(let number): String(number)
    case .bool(let isTrue): isTrue ? "true" : "false"
    case .double: JSON.text(self)
    case .null, .list, .map: nil
    }
  }
}
