// SPDX-License-Identifier: Apache-2.0

package import Manifest

/// A view of an object's `metadata`.
///
/// Setting a field to nil, or a collection to nothing, takes its key away: what is not said is absent.
package struct Metadata: Sendable, Hashable {
  package private(set) var value: Value

  package init(_ value: Value) { self.value = value }

  package var name: String {
    get { value["name"]?.string ?? "" }
    set { value["name"] = .string(newValue) }
  }

  package var generateName: String? { text("generateName") }

  package var namespace: String? {
    get { text("namespace") }
    set { set("namespace", newValue) }
  }

  package var uid: String? {
    get { text("uid") }
    set { set("uid", newValue) }
  }

  package var resourceVersion: String? {
    get { text("resourceVersion") }
    set { set("resourceVersion", newValue) }
  }

  package var generation: Int64 {
    get { value["generation"]?.int ?? 0 }
    set { value["generation"] = newValue == 0 ? nil : .int(newValue) }
  }

  package var creationTimestamp: Time? {
    get { text("creationTimestamp").flatMap(Time.init) }
    set { set("creationTimestamp", newValue?.description) }
  }

  package var deletionTimestamp: Time? {
    get { text("deletionTimestamp").flatMap(Time.init) }
    set { set("deletionTimestamp", newValue?.description) }
  }

  package var deletionGracePeriodSeconds: Int64? {
    get { value["deletionGracePeriodSeconds"]?.int }
    set { value["deletionGracePeriodSeconds"] = newValue.map { .int($0) } }
  }

  package var labels: [String: String] {
    get { texts("labels") }
    set { set("labels", newValue) }
  }

  package var annotations: [String: String] {
    get { texts("annotations") }
    set { set("annotations", newValue) }
  }

  package var finalizers: [String] {
    get { (value["finalizers"]?.list ?? []).compactMap(\.string) }
    set { value["finalizers"] = newValue.isEmpty ? nil : .list(newValue.map { .string($0) }) }
  }

  package var ownerReferences: [OwnerReference] {
    get { (value["ownerReferences"]?.list ?? []).compactMap(OwnerReference.init) }
    set { value["ownerReferences"] = newValue.isEmpty ? nil : .list(newValue.map(\.value)) }
  }

  private func text(_ key: String) -> String? {
    guard let text = value[key]?.string, !text.isEmpty else { return nil }
    return text
  }

  private mutating func set(_ key: String, _ text: String?) {
    value[key] = text.map { .string($0) }
  }

  private func texts(_ key: String) -> [String: String] {
    var texts: [String: String] = [:]
    for entry in value[key]?.map ?? [:] { texts[entry.key] = entry.value.string }
    return texts
  }

  private mutating func set(_ key: String, _ texts: [String: String]) {
    let sorted = texts.sorted { $0.key < $1.key }.map { ($0.key, Value.string($0.value)) }
    value[key] = sorted.isEmpty ? nil : .map(Map(sorted))
  }
}
