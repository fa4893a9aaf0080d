// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// One thing that is allowed: a rule of a Role. Pure.
struct Rule: Sendable, Hashable {
  var verbs: [String]
  var groups: [String] = []
  var resources: [String] = []
  /// Nothing here means every name.
  var names: [String] = []
  var paths: [String] = []

  init(_ verbs: [String], groups: [String], resources: [String]) {
    self.verbs = verbs
    self.groups = groups
    self.resources = resources
  }

  init(_ verbs: [String], paths: [String]) {
    self.verbs = verbs
    self.paths = paths
  }

  init(_ value: Value) {
    func texts(_ key: String) -> [String] { (value[key]?.list ?? []).compactMap(\.string) }
    verbs = texts("verbs")
    groups = texts("apiGroups")
    resources = texts("resources")
    names = texts("resourceNames")
    paths = texts("nonResourceURLs")
  }

  func allows(_ attempt: Attempt) -> Bool {
    func holds(_ list: [String], _ text: String) -> Bool {
      list.contains("*") || list.contains(text)
    }
    guard holds(verbs, attempt.verb) else { return false }
    if let path = attempt.path {
      return paths.contains { $0 == path || $0.hasSuffix("*") && path.hasPrefix($0.dropLast()) }
    }
    // `*/scale` is that door of everything.
    let door = attempt.resource.split(separator: "/").dropFirst().first.map { "*/\($0)" }
    return holds(groups, attempt.group)
      && (holds(resources, attempt.resource) || door.map(resources.contains) == true)
      && (names.isEmpty || names.contains(attempt.name))
  }

  /// As a rules review tells it.
  var value: Value {
    func texts(_ list: [String]) -> Value { .list(list.map { .string($0) }) }
    guard paths.isEmpty else { return ["verbs": texts(verbs), "nonResourceURLs": texts(paths)] }
    var value: Value = [
      "verbs": texts(verbs), "apiGroups": texts(groups), "resources": texts(resources),
    ]
    if !names.isEmpty { value["resourceNames"] = texts(names) }
    return value
  }
}

extension Rule {
  /// For those who may do everything.
  static let everything = [
    Rule(["*"], groups: ["*"], resources: ["*"]), Rule(["*"], paths: ["*"]),
  ]

  /// For everybody who is somebody.
  static let basics = [
    Rule(
      ["create"], groups: ["authorization.k8s.io"],
      resources: ["selfsubjectaccessreviews", "selfsubjectrulesreviews"]),
    Rule(["create"], groups: ["authentication.k8s.io"], resources: ["selfsubjectreviews"]),
    Rule(
      ["get"],
      paths: [
        "/api", "/api/*", "/apis", "/apis/*", "/healthz", "/livez", "/metrics", "/openapi",
        "/openapi/*", "/readyz", "/version", "/version/",
      ]),
  ]

  /// For those who may read everything but Secrets.
  static func reading(_ catalog: Catalog) -> [Rule] {
    let kinds = catalog.kinds.filter { !$0.isReview }
    let core = kinds.filter { $0.group.isEmpty && $0.plural != "secrets" }.map(\.plural)
    let groups = Set(kinds.map(\.group)).subtracting([""]).sorted()
    let verbs = ["get", "list", "watch"]
    return [
      Rule(verbs, groups: [""], resources: core + ["*/status", "*/scale"]),
      Rule(verbs, groups: groups, resources: ["*"]),
    ]
  }
}
