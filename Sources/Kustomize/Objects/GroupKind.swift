// SPDX-License-Identifier: Apache-2.0

/// The group, version and kind of an object.
struct GroupKind: Hashable {
  let group: String
  let version: String
  let kind: String

  init(apiVersion: String, kind: String) {
    if let slash = apiVersion.utf8.firstIndex(of: UInt8(ascii: "/")) {
      group = String(apiVersion[..<slash])
      version = String(apiVersion[apiVersion.utf8.index(after: slash)...])
    } else {
      (group, version) = ("", apiVersion)
    }
    self.kind = kind
  }

  init(group: String, version: String, kind: String) {
    self.group = group
    self.version = version
    self.kind = kind
  }

  /// Whether it is what `wanted` says, as far as that says anything.
  func isSelected(by wanted: GroupKind) -> Bool {
    (wanted.kind.isEmpty || wanted.kind == kind)
      && (wanted.group.isEmpty || wanted.group == group)
      && (wanted.version.isEmpty || wanted.version == version)
  }

  /// Whether its objects are in no namespace. Of what it does not know, kustomize says no.
  var isClusterScoped: Bool { Self.clusterScoped[kind]?.contains("\(group)/\(version)") ?? false }

  private static let clusterScoped: [String: Set<String>] = [
    "APIService": ["apiregistration.k8s.io/v1", "apiregistration.k8s.io/v1beta1"],
    "CSIDriver": ["storage.k8s.io/v1", "storage.k8s.io/v1beta1"],
    "CSINode": ["storage.k8s.io/v1", "storage.k8s.io/v1beta1"],
    "CertificateSigningRequest": ["certificates.k8s.io/v1", "certificates.k8s.io/v1beta1"],
    "ClusterRole": ["rbac.authorization.k8s.io/v1", "rbac.authorization.k8s.io/v1beta1"],
    "ClusterRoleBinding": ["rbac.authorization.k8s.io/v1", "rbac.authorization.k8s.io/v1beta1"],
    "ComponentStatus": ["/v1"],
    "CustomResourceDefinition": ["apiextensions.k8s.io/v1", "apiextensions.k8s.io/v1beta1"],
    "FlowSchema": ["flowcontrol.apiserver.k8s.io/v1beta1"],
    "IngressClass": ["networking.k8s.io/v1", "networking.k8s.io/v1beta1"],
    "MutatingWebhookConfiguration": [
      "admissionregistration.k8s.io/v1", "admissionregistration.k8s.io/v1beta1",
    ],
    "Namespace": ["/v1"],
    "Node": ["/v1"],
    "PersistentVolume": ["/v1"],
    "PodSecurityPolicy": ["policy/v1beta1"],
    "PriorityClass": ["scheduling.k8s.io/v1", "scheduling.k8s.io/v1beta1"],
    "PriorityLevelConfiguration": ["flowcontrol.apiserver.k8s.io/v1beta1"],
    "RuntimeClass": ["node.k8s.io/v1", "node.k8s.io/v1beta1"],
    "StorageClass": ["storage.k8s.io/v1", "storage.k8s.io/v1beta1"],
    "ValidatingWebhookConfiguration": [
      "admissionregistration.k8s.io/v1", "admissionregistration.k8s.io/v1beta1",
    ],
    "VolumeAttachment": ["storage.k8s.io/v1", "storage.k8s.io/v1beta1"],
  ]
}
