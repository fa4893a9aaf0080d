// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Site

/// The labels and annotations that a template gives to Machines and to what is made for them.
///
/// Nothing in a Machine says who set them there: whoever has the template writes down their names, before
/// they are set, so that they can be taken away when the template has them no more.
struct PassedDown: Sendable, Hashable {
  private(set) var labels: Set<String> = []
  private(set) var annotations: Set<String> = []

  var isEmpty: Bool { labels.isEmpty && annotations.isEmpty }

  init() {}

  /// Those of a template, but for the labels that are ours and never go.
  init(_ template: MachineTemplate) {
    labels = Set(template.labels.keys).subtracting(Self.own)
    annotations = Set(template.annotations.keys)
  }

  private static let own = [
    Labels.clusterName, Labels.setName, Labels.deploymentName, Labels.templateHash,
    Labels.controlPlane, Labels.controlPlaneName,
  ]

  /// Reads what was written down.
  init(text: String?) {
    guard let value = text.flatMap({ try? JSON.parse($0, name: Annotations.passedDown) }) else {
      return
    }
    labels = Set((value["labels"]?.list ?? []).compactMap(\.string))
    annotations = Set((value["annotations"]?.list ?? []).compactMap(\.string))
  }

  /// What is to be written down; nil where there is nothing.
  var text: String? {
    if isEmpty { return nil }
    var value: Value = [:]
    for (key, names) in [("labels", labels), ("annotations", annotations)] where !names.isEmpty {
      value[key] = .list(names.sorted().map { .string($0) })
    }
    return JSON.text(value)
  }

  func subtracting(_ other: PassedDown) -> PassedDown {
    var rest = self
    rest.labels.subtract(other.labels)
    rest.annotations.subtract(other.annotations)
    return rest
  }

  /// This and what of others some object still has.
  func adding(_ others: PassedDown, on objects: [Object]) -> PassedDown {
    var sum = self
    for metadata in objects.map(\.metadata) {
      sum.labels.formUnion(others.labels.intersection(metadata.labels.keys))
      sum.annotations.formUnion(others.annotations.intersection(metadata.annotations.keys))
    }
    return sum
  }

  func remove(from metadata: inout Metadata) {
    for name in labels { metadata.labels[name] = nil }
    for name in annotations { metadata.annotations[name] = nil }
  }
}

/// What an object that belongs to a Machine is to have of the template.
struct Dress: Sendable {
  var labels: [String: String] = [:]
  var annotations: [String: String] = [:]
  /// What the template had before.
  var stale = PassedDown()

  func put(on metadata: inout Metadata) {
    stale.remove(from: &metadata)
    metadata.labels.merge(labels) { $1 }
    metadata.annotations.merge(annotations) { $1 }
  }
}

extension Site {
  /// Brings what was made for a Machine to what the Machine itself is to have.
  func keep(_ object: Object?, of machine: Machine, in dress: Dress) async throws(StatusError) {
    guard let object, !object.isDeleting, object.metadata.controller?.uid == machine.uid else {
      return
    }
    var wanted = object
    dress.put(on: &wanted.metadata)
    guard wanted != object, let address = await address(of: object) else { return }
    try await save(wanted, over: object, at: address)
  }
}
