// SPDX-License-Identifier: Apache-2.0

import API
import FoundationEssentials
import Kube
import Log
import Manifest
import Runtime
import Site

/// A ConfigMap or a Secret that holds objects.
struct ResourceSource {
  let data: [String: [UInt8]]
  private let name: String

  private static let secretType = "addons.cluster.x-k8s.io/resource-set"

  init(
    _ resource: ClusterResourceSet.Resource, in namespace: String?, _ site: Site
  ) async throws(ResourceError) {
    name = "\(resource.kind) \(resource.name)"
    let isSecret = resource.kind == "Secret"
    let cache = await site.informer(isSecret ? .secrets : .configMaps).cache
    guard let object = cache[Key(namespace: namespace, name: resource.name)] else {
      throw ResourceError("read \(name)", "it does not exist", hint: "create it")
    }
    guard !isSecret || object.value["type"]?.string == Self.secretType else {
      throw ResourceError(
        "read \(name)", "its type is not \(Self.secretType)",
        hint: "make it anew with that type, so that no other Secret is given away by mistake")
    }
    var data: [String: [UInt8]] = [:]
    for entry in object.value["data"]?.map ?? [:] {
      let text = entry.value.string ?? ""
      data[entry.key] =
        isSecret ? Data(base64Encoded: text).map { Array($0) } ?? [] : Array(text.utf8)
    }
    self.data = data
  }

  /// The objects in the order in which they can be made: what others need comes first.
  func objects() throws(ResourceError) -> [Object] {
    var objects: [Object] = []
    for key in data.keys.sorted() {
      for document in Source("\(name)[\(key)]", bytes: data[key] ?? []).documents() {
        do {
          let value = try document.get().value
          if value.isNull { continue }
          objects += (value["items"]?.list ?? [value]).map { Object($0) }
        } catch {
          throw ResourceError("read \(name)", "\(error)")
        }
      }
    }
    let ranked = objects.enumerated().sorted { left, right in
      (Self.rank(left.element), left.offset) < (Self.rank(right.element), right.offset)
    }
    return ranked.map(\.element)
  }

  private static func rank(_ object: Object) -> Int {
    switch object.kind {
    case "Namespace", "CustomResourceDefinition": 0
    case "ServiceAccount", "Secret", "ConfigMap", "Role", "ClusterRole": 1
    default: 2
    }
  }
}

/// Why what a ClusterResourceSet names cannot be applied.
struct ResourceError: Failure, Hashable {
  let action: String
  let cause: String
  let hint: String?

  init(_ action: String, _ cause: String, hint: String? = nil) {
    self.action = action
    self.cause = cause
    self.hint = hint
  }
}
