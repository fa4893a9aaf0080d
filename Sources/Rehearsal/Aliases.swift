// SPDX-License-Identifier: Apache-2.0

import API
package import Kube
package import Manifest
import Packs

/// What only the doing tells, in words: random letters of names, uids, addresses that hang on these. Pure.
package struct Aliases: Sendable {
  private let pairs: [(text: String, alias: String)]

  /// `fresh` are the objects that were made, the first first.
  package init(_ fresh: [Object]) {
    var names: [String: String] = [:]
    var counts: [String: Int] = [:]
    func name(_ object: Object) {
      guard let owner = object.metadata.controller, Self.isNamedAtRandom(object) else { return }
      counts[owner.uid, default: 0] += 1
      let number = object.kind == Kind.machineSet.kind ? "" : " \(counts[owner.uid] ?? 1)"
      names[object.name] = "\(names[owner.name] ?? owner.name)-(new\(number))"
    }
    for object in fresh where object.kind == Kind.machineSet.kind { name(object) }
    for object in fresh where object.kind == Kind.machine.kind { name(object) }
    var pairs = names.map { (text: $0.key, alias: $0.value) }
    for object in fresh {
      if let uid = object.metadata.uid { pairs.append((uid, ProviderCall.unknown)) }
    }
    self.pairs = pairs.sorted { ($0.text.count, $0.text) > ($1.text.count, $1.text) }
  }

  private static func isNamedAtRandom(_ object: Object) -> Bool {
    let makers = [Kind.machineDeployment, .machineSet, .kubeadmControlPlane].map(\.kind)
    return object.metadata.controller.map { makers.contains($0.kind) } ?? false
  }

  package func plain(_ text: String) -> String {
    pairs.reduce(text) { $0.contains($1.text) ? $0.replacing($1.text, with: $1.alias) : $0 }
  }

  package func plain(_ value: Value) -> Value {
    value.mapTexts(plain)
  }
}

extension Value {
  /// The same with other texts, keys included.
  func mapTexts(_ change: (String) -> String) -> Value {
    switch self {
    case .string(let text): .string(change(text))
    case .list(let items): .list(items.map { $0.mapTexts(change) })
    case .map(let map):
      .map(Map(map.map { (change($0.key), $0.value.mapTexts(change)) }))
    default: self
    }
  }
}
