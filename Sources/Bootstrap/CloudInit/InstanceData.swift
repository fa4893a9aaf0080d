// SPDX-License-Identifier: Apache-2.0

package import Manifest

/// What a machine knows of itself: what `{{ … }}` in user data may ask for.
///
/// It has cloud-init's shape: `ds.meta_data` is what the datasource says, `v1` what every datasource
/// has, and the entries of `v1` can be named without it. A `-` in a name may be written `_`.
package struct InstanceData: Sendable, Hashable {
  private let value: Value

  /// `metaData` holds `instance-id` and `local-hostname` at least; `v1` adds to what follows from it.
  package init(metaData: Value, v1: Value = [:]) {
    let metaData = metaData.underscored
    var common: Value = [:]
    common["instance_id"] = metaData["instance_id"]
    common["local_hostname"] = metaData["local_hostname"]
    for entry in v1.underscored.map ?? [:] { common[entry.key] = entry.value }
    var value = common
    value["ds"] = ["meta_data": metaData]
    value["v1"] = common
    self.value = value
  }

  /// What stands at the end of a path of names and places; nil where there is nothing.
  func find(_ path: [InstancePath.Step]) -> Value? {
    var found: Value? = value
    for step in path {
      switch step {
      case .key(let key): found = found?[key] ?? found?[key.replacing("-", with: "_")]
      case .index(let index):
        let list = found?.list ?? []
        found = list.indices.contains(index) ? list[index] : nil
      }
    }
    return found
  }
}

extension Value {
  /// With `_` for each `-` in keys, at every depth.
  fileprivate var underscored: Value {
    switch self {
    case .map(let map):
      .map(Map(map.map { ($0.key.replacing("-", with: "_"), $0.value.underscored) }))
    case .list(let items): .list(items.map(\.underscored))
    default: self
    }
  }
}
