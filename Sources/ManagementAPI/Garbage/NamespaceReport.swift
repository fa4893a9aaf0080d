// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// What a namespace that ends says about that which is still in it. Pure.
struct NamespaceReport: Sendable {
  struct Content: Sendable {
    let group: String
    let plural: String
    let objects: [StoredObject]
  }

  private struct Fact {
    let type: String
    var isTrue = false
    let reason: String
    let message: String
  }

  private let facts: [Fact]
  private let now: Time

  init(_ remaining: [Content], now: Time) {
    self.now = now
    facts = Self.settled + [Self.content(remaining), Self.finalizers(remaining)]
  }

  private static let settled = [
    Fact(
      type: "NamespaceDeletionDiscoveryFailure", reason: "ResourcesDiscovered",
      message: "All resources successfully discovered"),
    Fact(
      type: "NamespaceDeletionGroupVersionParsingFailure", reason: "ParsedGroupVersions",
      message: "All legacy kube types successfully parsed"),
    Fact(
      type: "NamespaceDeletionContentFailure", reason: "ContentDeleted",
      message: "All content successfully deleted, may be waiting on finalization"),
  ]

  private static func content(_ remaining: [Content]) -> Fact {
    let counts = remaining.map {
      "\($0.plural).\($0.group) has \($0.objects.count) resource instances"
    }
    return Fact(
      type: "NamespaceContentRemaining", isTrue: true, reason: "SomeResourcesRemain",
      message: "Some resources are remaining: \(counts.sorted().joined(separator: ", "))")
  }

  private static func finalizers(_ remaining: [Content]) -> Fact {
    var counts: [String: Int] = [:]
    for object in remaining.flatMap(\.objects) {
      for finalizer in object.metadata.finalizers { counts[finalizer, default: 0] += 1 }
    }
    guard !counts.isEmpty else {
      return Fact(
        type: "NamespaceFinalizersRemaining", reason: "ContentHasNoFinalizers",
        message: "All content-preserving finalizers finished")
    }
    let texts = counts.map { "\($0.key) in \($0.value) resource instances" }
    return Fact(
      type: "NamespaceFinalizersRemaining", isTrue: true, reason: "SomeFinalizersRemain",
      message: "Some content in the namespace has finalizers remaining: "
        + texts.sorted().joined(separator: ", "))
  }

  /// The conditions with these facts; what has not changed keeps its time.
  func conditions(over old: Value?) -> Value {
    var conditions = old?.list ?? []
    for fact in facts {
      let place = conditions.firstIndex { $0["type"]?.string == fact.type }
      let status: Value = fact.isTrue ? "True" : "False"
      var condition: Value = [
        "type": .string(fact.type), "status": status, "lastTransitionTime": .string("\(now)"),
        "reason": .string(fact.reason), "message": .string(fact.message),
      ]
      guard let place else {
        conditions.append(condition)
        continue
      }
      if conditions[place]["status"] == status {
        condition["lastTransitionTime"] = conditions[place]["lastTransitionTime"]
      }
      conditions[place] = condition
    }
    return .list(conditions)
  }
}
