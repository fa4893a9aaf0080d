// SPDX-License-Identifier: Apache-2.0

import Manifest

extension Transformation {
  func setReplicas(_ layer: inout Layer) throws(KustomizeError) {
    for rule in kustomization.replicas {
      var isFound = false
      let specs = layer.tables.replicas
      try each(of: &layer) { (resource) throws(Fault) in
        let ids = resource.ids
        for spec in specs
        where ids.contains(where: { $0.name == rule.name && spec.applies(to: $0.type) }) {
          isFound = true
          guard spec.applies(to: resource.type) else { continue }
          try resource.object.visit(spec.path[...], making: spec.creates ? .scalar : nil) {
            (value) throws(Fault) in
            guard value.map == nil, value.list == nil else {
              throw Fault("the number of replicas is a \(value.kind)")
            }
            value = .int(rule.count)
          }
        }
      }
      guard isFound || layer.isIncomplete else {
        throw KustomizeError(
          at: rule.position, "there is nothing called \(rule.name) that has replicas")
      }
      note("ReplicaCountTransformer", in: &layer)
    }
  }

  func setImages(_ layer: inout Layer) throws(KustomizeError) {
    for rule in kustomization.images {
      let change: ImageChange
      do throws(Fault) {
        change = try ImageChange(rule)
      } catch {
        throw error.at(rule.position)
      }
      let specs = layer.tables.images
      try each(of: &layer) { (resource) throws(Fault) in
        let type = resource.type
        guard type.kind != "CustomResourceDefinition" else { return }
        // kustomize goes over pods twice: once over all containers, then over those of its table.
        change.applyToContainers(in: &resource.object)
        for spec in specs where spec.applies(to: type) {
          try resource.object.visit(spec.path[...], making: nil) { (value) throws(Fault) in
            guard let text = value.scalarText else { throw Fault("an image is a \(value.kind)") }
            if let changed = change.changed(text) { value = .string(changed) }
          }
        }
      }
      note("ImageTagTransformer", in: &layer)
    }
  }
}

/// One change of the name, tag or digest of an image.
private struct ImageChange {
  private let rule: ImageRule
  private let pattern: Pattern

  init(_ rule: ImageRule) throws(Fault) {
    self.rule = rule
    pattern = try Pattern(rule.name + "(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?")
  }

  /// The image after the change; nil where it is not one that is to change.
  func changed(_ image: String) -> String? {
    // A name that is no pattern is far from most images.
    guard pattern.matchesAll(of: image) else { return nil }
    var (name, tag, digest) = Self.parts(of: image)
    if !rule.newName.isEmpty { name = rule.newName }
    if !rule.newTag.isEmpty || !rule.digest.isEmpty {
      (tag, digest) = (rule.newTag, rule.digest)
    } else if !rule.tagSuffix.isEmpty {
      (tag, digest) = (tag + rule.tagSuffix, "")
    }
    return name + (tag.isEmpty ? "" : ":" + tag) + (digest.isEmpty ? "" : "@" + digest)
  }

  /// Name, tag and digest. A colon before the first slash is that of a port.
  private static func parts(of image: String) -> (String, String, String) {
    let slash = image.firstIndex(of: "/")
    let start = slash.map { $0 > image.startIndex ? $0 : image.startIndex } ?? image.startIndex
    let at = image[start...].firstIndex(of: "@")
    let colon = image[start..<(at ?? image.endIndex)].firstIndex(of: ":")
    let name = image[..<(colon ?? at ?? image.endIndex)]
    let tag = colon.map { image[image.index(after: $0)..<(at ?? image.endIndex)] }
    let digest = at.map { image[image.index(after: $0)...] }
    return (String(name), tag.map(String.init) ?? "", digest.map(String.init) ?? "")
  }

  /// Changes the images of all containers, wherever in the object they are.
  func applyToContainers(in value: inout Value) {
    guard value.hasContainers else { return }
    switch value {
    case .list(var items):
      value = .null
      for index in items.indices { applyToContainers(in: &items[index]) }
      value = .list(items)
    case .map(var map):
      value = .null
      for (place, entry) in map.entries.enumerated() {
        if entry.key == "containers" || entry.key == "initContainers" {
          change(&map[at: place])
        } else {
          applyToContainers(in: &map[at: place])
        }
      }
      value = .map(map)
    default: break
    }
  }

  private func change(_ containers: inout Value) {
    guard case .list(var items) = containers else { return }
    for index in items.indices {
      if let text = items[index]["image"]?.scalarText, let changed = changed(text) {
        items[index]["image"] = .string(changed)
      }
    }
    containers = .list(items)
  }
}

extension Value {
  fileprivate var hasContainers: Bool {
    switch self {
    case .list(let items): items.contains(where: \.hasContainers)
    case .map(let map):
      map.contains {
        $0.key == "containers" || $0.key == "initContainers" || $0.value.hasContainers
      }
    default: false
    }
  }
}
