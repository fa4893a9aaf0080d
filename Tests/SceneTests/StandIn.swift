// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import TestKit

/// What stands in for a release of Flux: its kinds, and one controller that does the work of two, by the
/// image of capctl's own agent.
enum StandIn {
  /// A ConfigMap that holds the file of a version, as a document.
  static func map(_ version: String) throws -> String {
    let map: Value = [
      "apiVersion": "v1", "kind": "ConfigMap",
      "metadata": ["name": "flux", "namespace": "default"],
      "data": ["install.yaml": .string(try manifest(version))],
    ]
    return "---\n" + YAML.text(map)
  }

  private static func manifest(_ version: String) throws -> String {
    let definitions = try [Kind.gitRepository, .kustomization].map {
      YAML.text(try $0.guestDefinition(nil).value)
    }
    let rest = try controller(version)
    return "---\n# Flux Version: \(version)\n" + (definitions + [rest]).joined(separator: "---\n")
  }

  private static func controller(_ version: String) throws -> String {
    """
    apiVersion: v1
    kind: Namespace
    metadata: {name: flux-system}
    ---
    apiVersion: v1
    kind: ServiceAccount
    metadata: {name: source-controller, namespace: flux-system}
    ---
    apiVersion: rbac.authorization.k8s.io/v1
    kind: ClusterRoleBinding
    metadata: {name: flux-system}
    roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
    subjects: [{kind: ServiceAccount, name: source-controller, namespace: flux-system}]
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: source-controller
      namespace: flux-system
      labels: {app.kubernetes.io/component: source-controller, app.kubernetes.io/version: \(version)}
    spec:
      strategy: {type: Recreate}
      selector: {matchLabels: {app: source-controller}}
      template:
        metadata: {labels: {app: source-controller}}
        spec:
          serviceAccountName: source-controller
          hostNetwork: true
          containers:
          - name: manager
            image: \(try DockerPart.agentImage.value())
            imagePullPolicy: IfNotPresent
            args: [agent, --data-dir, /data]
            volumeMounts: [{name: data, mountPath: /data}]
          volumes: [{name: data, emptyDir: {}}]

    """
  }
}
