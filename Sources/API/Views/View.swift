// SPDX-License-Identifier: Apache-2.0

package import Kube
package import Manifest

/// An object of one of our kinds, in its stored version, with names for what it holds.
///
/// The object is the only thing kept; every property reads from it and writes into it. Setting nil takes
/// the field away.
package protocol View: Sendable, Hashable {
  static var kind: Kind { get }

  var object: Object { get set }

  init(_ object: Object)
}

extension View {
  /// A new object.
  package init(namespace: String?, name: String) {
    self.init(Object(Self.kind.at(), namespace: namespace, name: name))
  }

  package var name: String { object.name }
  package var namespace: String? { object.namespace }
  package var uid: String? { object.metadata.uid }
  package var isDeleting: Bool { object.isDeleting }

  package var metadata: Metadata {
    get { object.metadata }
    set { object.metadata = newValue }
  }

  package var spec: Value {
    get { object.spec }
    set { object.spec = newValue }
  }

  package var status: Value {
    get { object.status }
    set { object.status = newValue }
  }

  package var address: Address {
    Address(Self.kind.resource(), namespace: namespace, name: name)
  }

  package var conditions: [Condition] { object.conditions }
  package func condition(_ type: String) -> Condition? { object.condition(type) }
  package func isTrue(_ type: String) -> Bool { object.isTrue(type) }
  package mutating func set(_ condition: Condition, at now: Time = .now()) {
    object.set(condition, at: now)
  }
  package mutating func removeCondition(_ type: String) { object.removeCondition(type) }

  /// The generation that the status speaks of.
  package var observedGeneration: Int64? {
    get { self[int: "status.observedGeneration"] }
    set { self[int: "status.observedGeneration"] = newValue }
  }

  /// The annotation that stops every controller.
  package var hasPausedAnnotation: Bool { metadata.annotations[Annotations.paused] != nil }
}

extension View {
  /// The value at a path such as `spec.rollout.after`; maps on the way come and go with it.
  package subscript(path: String) -> Value? {
    get { object.value.found(path) }
    set { object.value.edit(path) { $0 = newValue } }
  }

  package subscript(text path: String) -> String? {
    get { self[path]?.string }
    set { self[path] = newValue.map { .string($0) } }
  }

  package subscript(int path: String) -> Int64? {
    get { self[path]?.int }
    set { self[path] = newValue.map { .int($0) } }
  }

  package subscript(flag path: String) -> Bool? {
    get { self[path]?.bool }
    set { self[path] = newValue.map { .bool($0) } }
  }

  package subscript(time path: String) -> Time? {
    get { self[path]?.string.flatMap(Time.init) }
    set { self[path] = newValue.map { .string($0.description) } }
  }

  package subscript(texts path: String) -> [String] {
    get { (self[path]?.list ?? []).compactMap(\.string) }
    set { self[path] = newValue.isEmpty ? Value?.none : .list(newValue.map { .string($0) }) }
  }

  package subscript(reference path: String) -> ContractReference? {
    get { self[path].flatMap(ContractReference.init) }
    set { self[path] = newValue?.value }
  }
}
