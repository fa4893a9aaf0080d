// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// The addresses of one kind in one version, and what may be done at each.
struct OpenAPIPaths {
  let dialect: OpenAPIDialect
  let kind: ServedKind
  let version: ServedVersion
  let schema: String

  var all: [(String, Value)] {
    var place = GroupVersion(group: kind.group, version: version.name).root
    if kind.isReview {
      place += kind.isNamespaced ? "/namespaces/{namespace}" : ""
      let outer = kind.isNamespaced ? ["namespace"] : []
      return [("\(place)/\(kind.plural)", path([("post", "post")], parameters: outer))]
    }
    var paths: [(String, Value)] = []
    if kind.isNamespaced {
      paths.append(("\(place)/\(kind.plural)", path([("get", "list")], parameters: [])))
      place += "/namespaces/{namespace}"
    }
    place += "/\(kind.plural)"
    let outer = kind.isNamespaced ? ["namespace"] : []
    let collection = [("get", "list"), ("post", "post"), ("delete", "deletecollection")]
    paths.append((place, path(collection, parameters: outer)))
    place += "/{name}"
    let door = [("get", "get"), ("put", "put"), ("patch", "patch")]
    paths.append((place, path(door + [("delete", "delete")], parameters: ["name"] + outer)))
    for name in [version.hasStatus ? "status" : nil, version.scale == nil ? nil : "scale"] {
      guard let name else { continue }
      paths.append(("\(place)/\(name)", path(door, of: name, parameters: ["name"] + outer)))
    }
    return paths
  }

  private var groupVersionKind: Value {
    [
      "group": .string(kind.group), "version": .string(version.name), "kind": .string(kind.kind),
    ]
  }

  private func path(
    _ methods: [(method: String, action: String)], of door: String = "", parameters: [String]
  ) -> Value {
    var path: Value = [:]
    for (method, action) in methods { path[method] = operation(method, action, door) }
    path["parameters"] = .list(
      parameters.map { parameter($0, in: "path", required: true) }
        + [parameter("pretty", in: "query")])
    return path
  }

  private func operation(_ method: String, _ action: String, _ door: String) -> Value {
    let group = kind.group.split { !$0.isLetter && !$0.isNumber }.map(\.capitalizedFirst).joined()
    let name = "\(action)\(group)\(Substring(version.name).capitalizedFirst)\(kind.kind)"
    var operation: Value = [
      "operationId": .string(name + Substring(door).capitalizedFirst),
      "x-kubernetes-action": .string(action),
      "x-kubernetes-group-version-kind": groupVersionKind,
      "responses": ["200": response],
    ]
    var parameters = (Self.options[method] ?? []).map { parameter($0, in: "query") }
    let types = method == "patch" ? patchTypes : ["application/json", "application/yaml"]
    if method != "get" {
      let isBody = method == "put" || method == "post"
      let body = isBody ? dialect.reference(to: schema) : ["type": "object"]
      if dialect == .v2 {
        operation["consumes"] = .list(types.map { .string($0) })
        parameters.insert(
          ["name": "body", "in": "body", "required": .bool(method != "delete"), "schema": body],
          at: 0)
      } else {
        let contents = types.map { ($0, ["schema": body] as Value) }
        operation["requestBody"] = ["content": .map(Map(contents))]
      }
    }
    if dialect == .v2 { operation["produces"] = ["application/json"] }
    operation["parameters"] = .list(parameters)
    return operation
  }

  private var response: Value {
    let body: Value = ["schema": dialect.reference(to: schema)]
    guard dialect == .v3 else {
      return ["description": "OK", "schema": dialect.reference(to: schema)]
    }
    return ["description": "OK", "content": ["application/json": body]]
  }

  private func parameter(_ name: String, in place: String, required: Bool = false) -> Value {
    var parameter: Value = ["name": .string(name), "in": .string(place)]
    if required { parameter["required"] = true }
    if dialect == .v2 {
      parameter["type"] = "string"
      parameter["uniqueItems"] = true
    } else {
      parameter["schema"] = ["type": "string", "uniqueItems": true]
    }
    return parameter
  }

  /// Clients choose by what they find here.
  private var patchTypes: [String] {
    let types = [
      "application/json-patch+json", "application/merge-patch+json", "application/apply-patch+yaml",
    ]
    let place = GroupVersion(group: kind.group, version: version.name).description
    let isStrategic = PatchSchema(apiVersion: place, kind: kind.kind) != nil
    return isStrategic ? types + ["application/strategic-merge-patch+json"] : types
  }

  private static let options: [String: [String]] = {
    let write = ["dryRun", "fieldManager", "fieldValidation"]
    return [
      "get": ["fieldSelector", "labelSelector", "limit", "continue", "resourceVersion", "watch"],
      "post": write, "put": write, "patch": write + ["force"],
      "delete": ["dryRun", "gracePeriodSeconds", "propagationPolicy"],
    ]
  }()
}

extension Substring {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}

extension GroupVersion {
  fileprivate var root: String { group.isEmpty ? "/api/\(version)" : "/apis/\(group)/\(version)" }
}
