// SPDX-License-Identifier: Apache-2.0

package import Kube
package import Manifest

/// A ClusterResourceSet.
package struct ClusterResourceSet: View {
  package static let kind = Kind.clusterResourceSet
  package var object: Object

  package init(_ object: Object) { self.object = object }

  package enum Strategy: String, Sendable {
    case applyOnce = "ApplyOnce"
    case reconcile = "Reconcile"
  }

  /// A ConfigMap or Secret that holds objects.
  package struct Resource: Sendable, Hashable {
    package var kind: String
    package var name: String
  }

  package var clusterSelector: Value { self["spec.clusterSelector"] ?? [:] }

  package var resources: [Resource] {
    (self["spec.resources"]?.list ?? []).map {
      Resource(kind: $0["kind"]?.string ?? "", name: $0["name"]?.string ?? "")
    }
  }

  package var strategy: Strategy {
    self[text: "spec.strategy"].flatMap(Strategy.init) ?? .applyOnce
  }
}

/// A ClusterResourceSetBinding.
package struct ClusterResourceSetBinding: View {
  package static let kind = Kind.clusterResourceSetBinding
  package var object: Object

  package init(_ object: Object) { self.object = object }

  package var clusterName: String {
    get { self[text: "spec.clusterName"] ?? "" }
    set { self[text: "spec.clusterName"] = newValue }
  }

  package var bindings: [Value] {
    get { self["spec.bindings"]?.list ?? [] }
    set { self["spec.bindings"] = newValue.isEmpty ? Value?.none : .list(newValue) }
  }
}
