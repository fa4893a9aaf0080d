// SPDX-License-Identifier: Apache-2.0

import Manifest
import Template

/// Which resource of a pack waits for which: as their references have it.
struct ResourceGraph {
  private let resources: [PackResource]
  private let fields: Fields

  init(_ resources: [PackResource], in fields: Fields) throws(PackError) {
    let names = Set(resources.map(\.name))
    self.fields = fields
    self.resources = try resources.map { (resource) throws(PackError) in
      for name in resource.after + resource.uses + [resource.deletedWith].compactMap(\.self)
      where !names.contains(name) {
        throw fields.error(resource.path, "there is no resource \(name)")
      }
      var resource = resource
      resource.needs = Self.needs(of: resource, among: names)
      return resource
    }
  }

  private static func needs(of resource: PackResource, among names: Set<String>) -> [String] {
    var found = resource.expressions.flatMap(\.references).map(\.word)
    found += resource.after + resource.uses
    if case .like(let other) = resource.owned { found.append(other) }
    if let other = resource.deletedWith { found.append(other) }
    var seen: Set = [resource.name]
    return found.filter { names.contains($0) && seen.insert($0).inserted }
  }

  /// The resources, each behind those it needs; else as the file has them.
  func sorted() throws(PackError) -> [PackResource] {
    let byName = Dictionary(uniqueKeysWithValues: resources.map { ($0.name, $0) })
    var (done, way, result) = (Set<String>(), [String](), [PackResource]())
    func visit(_ resource: PackResource) throws(PackError) {
      guard !done.contains(resource.name) else { return }
      if let start = way.firstIndex(of: resource.name) {
        let circle = (way[start...] + [resource.name]).joined(separator: " → ")
        throw fields.error(
          resource.path, "it waits for itself: \(circle)", hint: "take one of these out")
      }
      way.append(resource.name)
      for name in resource.needs { if let next = byName[name] { try visit(next) } }
      way.removeLast()
      done.insert(resource.name)
      result.append(resource)
    }
    for resource in resources { try visit(resource) }
    return result
  }
}
