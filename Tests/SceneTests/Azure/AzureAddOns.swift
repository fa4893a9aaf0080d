// SPDX-License-Identifier: Apache-2.0

import Foundation
import Manifest
import TestKit

/// What a cluster on Azure gets as people give it: by a ClusterResourceSet, a network for pods and a cloud node
/// manager.
enum AzureAddOns {
  static func text() throws -> String {
    let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
      .deletingLastPathComponent().appending(path: "../../..").standardizedFileURL
    let network = try String(
      contentsOf: root.appending(path: "hack/node-image.d/default-cni.yaml"), encoding: .utf8
    ).replacing("{{ .PodSubnet }}", with: "192.168.0.0/16")
    let maps = [("pod-network", network), ("cloud-node-manager", manager)].map { name, text in
      YAML.text([
        "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(name)],
        "data": ["objects.yaml": .string(text)],
      ])
    }
    return ([set] + maps).joined(separator: "\n---\n")
  }

  private static let set = """
    apiVersion: addons.cluster.x-k8s.io/v1beta1
    kind: ClusterResourceSet
    metadata: {name: azure-nodes}
    spec:
      clusterSelector: {matchLabels: {nodes: azure}}
      resources: [{kind: ConfigMap, name: pod-network}, {kind: ConfigMap, name: cloud-node-manager}]
    """

  /// A stand-in for that of Azure's cloud provider: on each node it asks the metadata service which machine this is,
  /// says so in the Node, and takes away the taint that keeps pods from Nodes nobody knows yet.
  private static let manager = """
    apiVersion: v1
    kind: ServiceAccount
    metadata: {name: cloud-node-manager, namespace: kube-system}
    ---
    apiVersion: rbac.authorization.k8s.io/v1
    kind: ClusterRole
    metadata: {name: cloud-node-manager}
    rules: [{apiGroups: [""], resources: [nodes], verbs: [get, list, patch, update]}]
    ---
    apiVersion: rbac.authorization.k8s.io/v1
    kind: ClusterRoleBinding
    metadata: {name: cloud-node-manager}
    roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cloud-node-manager}
    subjects: [{kind: ServiceAccount, name: cloud-node-manager, namespace: kube-system}]
    ---
    apiVersion: apps/v1
    kind: DaemonSet
    metadata: {name: cloud-node-manager, namespace: kube-system}
    spec:
      selector: {matchLabels: {app: cloud-node-manager}}
      template:
        metadata: {labels: {app: cloud-node-manager}}
        spec:
          hostNetwork: true
          serviceAccountName: cloud-node-manager
          priorityClassName: system-node-critical
          tolerations: [{operator: Exists}]
          containers:
          - name: manager
            image: docker.io/capctl/node-network:1
            imagePullPolicy: Never
            env: [{name: NODE_NAME, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}]
            command: [/bin/sh, -c]
            args:
            - |
              fact() {
                wget -q -O - --header 'Metadata: true' \\
                  "http://169.254.169.254/metadata/instance/compute/$1?api-version=2021-02-01&format=text"
              }
              initialize() {
                group=$(fact resourceGroupName | tr A-Z a-z) || return 1
                id="azure:///subscriptions/$(fact subscriptionId)/resourceGroups/$group"
                id="$id/providers/Microsoft.Compute/virtualMachines/$(fact name)"
                kubectl patch node "$NODE_NAME" --patch "{\\"spec\\": {\\"providerID\\": \\"$id\\"}}" || return 1
                kubectl taint node "$NODE_NAME" node.cloudprovider.kubernetes.io/uninitialized- || true
              }
              until initialize; do sleep 1; done
              exec sleep 1000000
    """
}
