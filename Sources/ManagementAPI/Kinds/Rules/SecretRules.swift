// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

struct SecretRules: KindRules {
  func settle(_ object: inout Object, over old: Object?) throws(StatusError) {
    try DataKeys.checkTexts(object, "stringData")
    try DataKeys.checkBytes(object, "data")
    for entry in object.value["stringData"]?.map ?? [:] {
      let bytes = Array((entry.value.string ?? "").utf8)
      object.value["data"] = object.value["data"] ?? [:]
      object.value["data"]?[entry.key] = .string(Base64Text.encode(bytes))
    }
    object.value["stringData"] = nil
    if object.value["type"]?.string ?? "" == "" { object.value["type"] = "Opaque" }
  }

  func errors(in object: Object, over old: Object?) -> [FieldError] {
    let data = object.value["data"]?.map ?? [:]
    var errors = data.keys.sorted().flatMap { DataKeys.errors($0, in: "data") }
    let size = data.reduce(0) { $0 + (Base64Text.decode($1.value.string ?? "")?.count ?? 0) }
    if size > DataKeys.limit { errors.append(.tooLong("data", bytes: DataKeys.limit)) }
    errors += typeErrors(object, data)
    if let old, old.value["type"] != object.value["type"] {
      errors.append(.invalid("type", object.value["type"] ?? "", "field is immutable"))
    }
    return errors + Immutable.errors(object, over: old, ["data"])
  }

  /// What a secret of a known type must hold.
  private func typeErrors(_ object: Object, _ data: Map) -> [FieldError] {
    func missing(_ keys: String...) -> [FieldError] {
      keys.filter { !data.contains($0) }.map { .required("data[\($0)]") }
    }
    switch object.value["type"]?.string {
    case "kubernetes.io/service-account-token":
      let key = "kubernetes.io/service-account.name"
      let isNamed = object.metadata.annotations[key]?.isEmpty == false
      return isNamed ? [] : [.required("metadata.annotations[\(key)]")]
    case "kubernetes.io/tls": return missing("tls.crt", "tls.key")
    case "kubernetes.io/ssh-auth": return missing("ssh-privatekey")
    case "kubernetes.io/dockercfg": return missing(".dockercfg")
    case "kubernetes.io/dockerconfigjson": return missing(".dockerconfigjson")
    case "kubernetes.io/basic-auth":
      let isEmpty = !data.contains("username") && !data.contains("password")
      return isEmpty ? missing("username", "password") : []
    default: return []
    }
  }
}
