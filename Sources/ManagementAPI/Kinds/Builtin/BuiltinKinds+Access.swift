// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

extension BuiltinKinds {
  /// Roles and who has them, and the kind that describes kinds.
  static var access: [ServedKind] {
    [
      role("Role", "roles", [.createdAt]) { _ in },
      role("RoleBinding", "rolebindings", BindingCells.columns) { _ in },
      role("ClusterRole", "clusterroles", [.createdAt]) { $0.isClusterWide() },
      role("ClusterRoleBinding", "clusterrolebindings", BindingCells.columns) {
        $0.isClusterWide()
      }, definitions,
    ]
  }

  private static var definitions: ServedKind {
    var created = PrinterColumn.createdAt
    created.type = "date"
    return kind(
      "CustomResourceDefinition", "customresourcedefinitions", in: "apiextensions.k8s.io",
      short: ["crd", "crds"], columns: [created]
    ) {
      $0.isClusterWide()
      $0.keepsStatus()
      $0.categories = ["api-extensions"]
      $0.hasGeneration = true
      $0.allowsUnconditionalUpdate = false
      $0.rules = DefinitionRules()
    }
  }

  private static func role(
    _ name: String, _ plural: String, _ columns: [PrinterColumn],
    _ adjust: (inout ServedKind) -> Void
  ) -> ServedKind {
    kind(name, plural, in: "rbac.authorization.k8s.io", columns: columns) {
      $0.nameFault = segmentFault
      adjust(&$0)
    }
  }
}
