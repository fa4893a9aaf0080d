// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// All that is wrong with a CustomResourceDefinition, in the order and the words of kube-apiserver.
struct DefinitionFaults {
  private let definition: Object
  private let old: Object?
  private let spec: Value
  private let versions: [Value]

  init(_ definition: Object, over old: Object?) {
    self.definition = definition
    self.old = old
    spec = definition.spec
    versions = spec["versions"]?.list ?? []
  }

  var all: [FieldError] {
    nameErrors + groupErrors + scopeErrors + versionErrors + storageErrors + namesErrors
      + sharedErrors + conversionErrors + changeErrors + storedErrors + approvalErrors
      + unknownFieldErrors
  }

  private func text(_ value: Value?) -> String { value?.string ?? "" }
  private func name(_ key: String) -> String { text(spec["names"]?[key]) }

  private var nameErrors: [FieldError] {
    guard old == nil, definition.name != "\(name("plural")).\(text(spec["group"]))" else {
      return []
    }
    return [
      .invalid(
        "metadata.name", .string(definition.name), "must be spec.names.plural+\".\"+spec.group")
    ]
  }

  private var groupErrors: [FieldError] {
    let group = text(spec["group"])
    if group.isEmpty { return [.required("spec.group")] }
    if let cause = Names.dnsSubdomain(group) {
      return [.invalid("spec.group", .string(group), cause)]
    }
    guard !group.contains(".") else { return [] }
    return [
      .invalid("spec.group", .string(group), "should be a domain with at least one dot")
    ]
  }

  private var scopeErrors: [FieldError] {
    let scope = text(spec["scope"])
    if scope.isEmpty { return [.required("spec.scope")] }
    let known = ["Cluster", "Namespaced"]
    guard !known.contains(scope) else { return [] }
    return [.notSupported("spec.scope", .string(scope), supported: known)]
  }

  private var versionErrors: [FieldError] {
    var errors: [FieldError] = []
    for (index, version) in versions.enumerated()
    where version["schema"]?["openAPIV3Schema"] ?? .null == .null {
      errors.append(
        .required("spec.versions[\(index)].schema.openAPIV3Schema", "schemas are required"))
    }
    let apart = VersionFaults.Part.allCases.filter { !isShared($0) }
    for (index, version) in versions.enumerated() {
      let faults = VersionFaults(version, at: "spec.versions[\(index)]")
      errors += faults.ownErrors + apart.flatMap(faults.errors)
    }
    return errors
  }

  /// All versions say the same: Kubernetes then speaks as if the definition said it once.
  private func isShared(_ part: VersionFaults.Part) -> Bool {
    guard let first = versions.first?[part.rawValue], first != .null, first != [] else {
      return false
    }
    return versions.allSatisfy { $0[part.rawValue] == first }
  }

  private var sharedErrors: [FieldError] {
    guard let version = versions.first else { return [] }
    let faults = VersionFaults(version, at: "spec", schema: "validation")
    return VersionFaults.Part.allCases.filter(isShared).flatMap(faults.errors)
  }

  private var storageErrors: [FieldError] {
    var errors: [FieldError] = []
    let names = versions.map { text($0["name"]) }
    if Set(names).count < names.count {
      errors.append(
        .invalid("spec.versions", .list(versions), "must contain unique version names"))
    }
    if versions.filter({ $0["storage"]?.bool == true }).count != 1 {
      errors.append(
        .invalid(
          "spec.versions", .list(versions),
          "must have exactly one version marked as storage version"))
    }
    return errors
  }

  private var namesErrors: [FieldError] {
    let required = ["plural", "singular", "kind", "listKind"].filter { name($0).isEmpty }
    return required.map { .required("spec.names.\($0)") }
      + NamesFaults(spec["names"] ?? [:], at: "spec.names").all
  }

  private var conversionErrors: [FieldError] {
    ConversionFaults(spec["conversion"] ?? [:], at: "spec.conversion").all
  }

  /// What is part of where objects are kept cannot change.
  private var changeErrors: [FieldError] {
    guard let old else { return [] }
    var fixed: [[String]] = [["group"], ["names", "plural"]]
    if old.isTrue("Established") { fixed = [["scope"], ["names", "kind"]] + fixed }
    return fixed.compactMap { keys in
      let path = Path(keys.map { .key($0) })
      guard let now = spec[path], now != old.spec[path] else { return nil }
      return .invalid("spec.\(path)", now, "field is immutable")
    }
  }

  private var storedErrors: [FieldError] {
    let place = "status.storedVersions"
    let stored = (definition.status["storedVersions"]?.list ?? []).map { text($0) }
    guard !stored.isEmpty else {
      return [.invalid(place, .list([]), "must have at least one stored version")]
    }
    var errors: [FieldError] = []
    for version in versions where version["storage"]?.bool == true {
      let name = text(version["name"])
      if !stored.contains(name) {
        errors.append(.invalid(place, version, "must have the storage version \(name)"))
      }
    }
    let known = versions.map { text($0["name"]) }
    for (index, name) in stored.enumerated() where !known.contains(name) {
      errors.append(
        .invalid("\(place)[\(index)]", .string(name), "must appear in spec.versions"))
    }
    return errors
  }

  /// Groups of Kubernetes' own name may only be used with a word from those who own it.
  private var approvalErrors: [FieldError] {
    let group = text(spec["group"])
    let owned = ["k8s.io", "kubernetes.io"]
    guard owned.contains(where: { group == $0 || group.hasSuffix(".\($0)") }) else { return [] }
    let key = "api-approved.kubernetes.io"
    let place = "metadata.annotations[\(key)]"
    let approval = definition.metadata.annotations[key] ?? ""
    let words = "protected groups must have approval annotation \"\(key)\", "
    if approval.isEmpty {
      return [
        .required(
          place, words + "see https://github.com/kubernetes/enhancements/pull/1111")
      ]
    }
    if approval.hasPrefix("unapproved") || approval.contains("://") { return [] }
    return [
      .invalid(
        place, .string(approval),
        "protected groups must have approval annotation \"\(key)\" with either a URL or a reason "
          + "starting with \"unapproved\", see "
          + "https://github.com/kubernetes/enhancements/pull/1111")
    ]
  }

  private var unknownFieldErrors: [FieldError] {
    guard spec["preserveUnknownFields"] == true, old?.spec["preserveUnknownFields"] != true else {
      return []
    }
    return [
      .invalid(
        "spec.preserveUnknownFields", true,
        "cannot set to true, set x-preserve-unknown-fields to true in spec.versions[*].schema instead"
      )
    ]
  }
}
