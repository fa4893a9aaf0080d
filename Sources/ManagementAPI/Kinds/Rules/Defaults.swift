// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// Fills in what Kubernetes fills in where a client says nothing.
struct Defaults: KindRules {
  var top: Value = [:]
  var spec: Value = [:]
  /// What a new object's status begins with.
  var status: Value = [:]

  func settle(_ object: inout Object, over old: Object?) throws(StatusError) {
    Self.fill(&object.value, with: top)
    if spec != [:] { Self.fill(&object.spec, with: spec) }
    if old == nil && status != [:] { Self.fill(&object.status, with: status) }
  }

  private static func fill(_ value: inout Value, with defaults: Value) {
    for entry in defaults.map ?? [:] where value[entry.key] ?? .null == .null {
      value[entry.key] = entry.value
    }
  }
}
