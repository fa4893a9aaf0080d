// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// What is asked of a CustomResourceDefinition.
struct DefinitionRules: KindRules {
  func settle(_ object: inout Object, over old: Object?) throws(StatusError) {
    try Self.fill(&object)
    if old == nil { object.status = [:] }
    let stored = (object.spec["versions"]?.list ?? []).first { $0["storage"]?.bool == true }
    guard let name = stored?["name"] else { return }
    var kept = object.status["storedVersions"]?.list ?? []
    // Through the status' own door somebody may say that no object is kept in a version any more.
    if !kept.contains(name), old?.spec["versions"] != object.spec["versions"] || old == nil {
      kept.append(name)
      object.status["storedVersions"] = .list(kept)
    }
  }

  func errors(in object: Object, over old: Object?) -> [FieldError] {
    DefinitionFaults(object, over: old).all
  }

  /// Puts in what follows from the rest.
  static func fill(_ object: inout Object) throws(StatusError) {
    var spec = object.spec
    guard spec["versions"] ?? [] == .list(spec["versions"]?.list ?? []) else {
      throw .unreadable(object, "spec.versions must be a list")
    }
    var names = spec["names"] ?? [:]
    if let kind = names["kind"]?.string, !kind.isEmpty {
      if names["singular"]?.string ?? "" == "" { names["singular"] = .string(kind.lowercased()) }
      if names["listKind"]?.string ?? "" == "" { names["listKind"] = .string("\(kind)List") }
    }
    spec["names"] = names
    if spec["conversion"] ?? .null == .null { spec["conversion"] = ["strategy": "None"] }
    if spec["preserveUnknownFields"] == false { spec["preserveUnknownFields"] = nil }
    let versions = (spec["versions"]?.list ?? []).map { version in
      var version = version
      for flag in ["served", "storage"] where version[flag] == nil { version[flag] = false }
      return version
    }
    if !versions.isEmpty { spec["versions"] = .list(versions) }
    object.spec = spec
  }
}

extension GroupKind {
  static let customResourceDefinition = GroupKind(
    group: "apiextensions.k8s.io", kind: "CustomResourceDefinition")
}
