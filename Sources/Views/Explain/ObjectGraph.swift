// SPDX-License-Identifier: Apache-2.0

import API
package import Kube
import Manifest

/// Objects, and which of them others stand on. Pure.
package struct ObjectGraph: Sendable {
  package let objects: [Object]

  package init(_ objects: [Object]) { self.objects = objects }

  func find(kind: String, _ namespace: String?, _ name: String) -> Object? {
    objects.first { $0.kind == kind && $0.name == name && $0.namespace == namespace }
  }

  /// What an object stands on, in the order in which it comes to be: what it refers to, what it depends on,
  /// then what belongs to it.
  func parts(of object: Object) -> [Object] {
    var found: [Object] = []
    func add(_ part: Object?) {
      guard let part, part.identity != object.identity,
        !found.contains(where: { $0.identity == part.identity })
      else { return }
      found.append(part)
    }
    for reference in Self.references(in: object.spec) {
      add(find(kind: reference.kind, reference.namespace ?? object.namespace, reference.name))
    }
    if object.kind == Kind.kustomization.kind {
      for dependency in Kustomization(object).dependencies {
        add(find(kind: object.kind, dependency.namespace, dependency.name))
      }
    }
    for child in objects where child.namespace == object.namespace && child.belongs(to: object) {
      add(child)
    }
    return found
  }

  private typealias Reference = (kind: String, namespace: String?, name: String)

  /// The references of a spec, infrastructure before the control plane: that waits for it.
  private static func references(in spec: Value) -> [Reference] {
    var found: [Reference] = []
    collect(spec, into: &found)
    return found.filter { !$0.kind.hasSuffix("Template") }.sorted { left, right in
      left.kind.hasSuffix("ControlPlane") ? false : right.kind.hasSuffix("ControlPlane")
    }
  }

  private static func collect(_ value: Value, into found: inout [Reference]) {
    for entry in value.map ?? [:] {
      if entry.key.hasSuffix("Ref"), let kind = entry.value["kind"]?.string,
        let name = entry.value["name"]?.string
      {
        found.append((kind, entry.value["namespace"]?.string, name))
      } else {
        collect(entry.value, into: &found)
      }
    }
  }
}

extension Object {
  /// What tells it from others.
  var identity: String { "\(kind)/\(namespace ?? "")/\(name)" }
}
