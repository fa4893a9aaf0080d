// SPDX-License-Identifier: Apache-2.0

/// Objects for the corpus: each kind with fields that layers change.
enum Objects {
  static let kinds = [
    "Deployment", "ConfigMap", "Service", "Secret", "StatefulSet", "Canary", "Job", "CronJob",
    "Ingress", "Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding", "ServiceAccount",
    "HorizontalPodAutoscaler", "PersistentVolumeClaim", "Namespace", "CustomResourceDefinition",
    "PodDisruptionBudget", "NetworkPolicy", "ValidatingWebhookConfiguration", "DaemonSet", "Pod",
    "APIService", "Deployment2",
  ]

  static let clusterScoped: Set = [
    "ClusterRole", "ClusterRoleBinding", "Namespace", "CustomResourceDefinition",
    "ValidatingWebhookConfiguration", "APIService",
  ]

  private static let rbac = "rbac.authorization.k8s.io"

  static let versions = [
    "Deployment": "apps/v1", "StatefulSet": "apps/v1", "DaemonSet": "apps/v1",
    "Deployment2": "apps/v1", "Canary": "flagger.app/v1beta1", "Job": "batch/v1",
    "CronJob": "batch/v1", "Ingress": "networking.k8s.io/v1", "Role": rbac + "/v1",
    "RoleBinding": rbac + "/v1", "ClusterRole": rbac + "/v1", "ClusterRoleBinding": rbac + "/v1",
    "HorizontalPodAutoscaler": "autoscaling/v2", "PodDisruptionBudget": "policy/v1",
    "NetworkPolicy": "networking.k8s.io/v1", "CustomResourceDefinition": "apiextensions.k8s.io/v1",
    "ValidatingWebhookConfiguration": "admissionregistration.k8s.io/v1",
    "APIService": "apiregistration.k8s.io/v1",
  ]

  /// The manifest of an object; `other` names something it may refer to.
  static func text(_ kind: String, _ metadata: String, other: () -> String) -> String {
    let version = versions[kind] ?? "v1"
    let shown = kind == "Deployment2" ? "Deployment" : kind
    let body = bodies(other)[kind] ?? ""
    return "apiVersion: \(version)\nkind: \(shown)\nmetadata: {\(metadata)}\n\(body)"
  }

  private static func bodies(_ other: () -> String) -> [String: String] {
    workloads(other).merging(access(other)) { $1 }.merging(plain(other)) { $1 }
  }

  private static func workloads(_ other: () -> String) -> [String: String] {
    [
      "Deployment": """
      spec:
        replicas: 2
        selector: {matchLabels: {app: x}}
        template: {metadata: {labels: {app: x}}, spec: \(pod(other))}

      """,
      "Deployment2": "spec: {template: {spec: {containers: [{name: main, image: app}]}}}\n",
      "StatefulSet":
        "spec: {serviceName: \(other()), template: {spec: \(pod(other))}, volumeClaimTemplates: [{metadata: {name: v}}]}\n",
      "DaemonSet": "spec: {template: {spec: \(pod(other))}}\n",
      "Job": "spec: {template: {spec: \(pod(other))}}\n",
      "CronJob":
        "spec: {schedule: \"* * * * *\", jobTemplate: {spec: {template: {spec: \(pod(other))}}}}\n",
      "Pod": "spec: \(pod(other))\n",
    ]
  }

  private static func pod(_ other: () -> String) -> String {
    """
    {serviceAccountName: \(other()), containers: [{name: main, image: "app:1", env: [{name: LEVEL, value: info}, \
    {name: K, valueFrom: {configMapKeyRef: {name: \(other()), key: a}}}], envFrom: [{secretRef: {name: \(other())}}], \
    ports: [{containerPort: 80, protocol: TCP}]}, {name: side, image: "reg.io:5000/x/app:2@sha256:aa"}], \
    volumes: [{name: v, configMap: {name: \(other())}}, {name: w, persistentVolumeClaim: {claimName: \(other())}}]}
    """
  }

  private static func access(_ other: () -> String) -> [String: String] {
    let subjects =
      "subjects: [{kind: ServiceAccount, name: \(other())}, {kind: ServiceAccount, name: default}, {kind: ServiceAccount, name: \(other()), namespace: one}]\n"
    let role = "roleRef: {apiGroup: \(rbac), name: \(other()), kind: "
    return [
      "Role":
        "rules: [{resources: [configmaps], resourceNames: [\(other()), none], verbs: [get]}]\n",
      "ClusterRole": "rules: [{resources: [secrets], resourceNames: [\(other())], verbs: [get]}]\n",
      "RoleBinding": role + "Role}\n" + subjects,
      "ClusterRoleBinding": role + "ClusterRole}\n" + subjects,
      "ServiceAccount": "imagePullSecrets: [{name: \(other())}]\n",
    ]
  }

  private static func plain(_ other: () -> String) -> [String: String] {
    [
      "ConfigMap": "data: {a: \"1\", b: \"two words\"}\n",
      "Secret": "type: Opaque\nstringData: {a: b}\n",
      "Service": "spec: {selector: {app: x}, ports: [{port: 80, protocol: TCP, name: http}]}\n",
      "Canary":
        "spec: {targetRef: {name: \(other())}, steps: [1, 2.5, \"3\"], deep: {list: [{a: 1}], on: yes}}\n",
      "Ingress":
        "spec: {tls: [{secretName: \(other())}], rules: [{http: {paths: [{path: /, backend: {service: {name: \(other())}}}]}}]}\n",
      "HorizontalPodAutoscaler":
        "spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: \(other())}, maxReplicas: 3}\n",
      "PersistentVolumeClaim": "spec: {storageClassName: fast}\n",
      "CustomResourceDefinition":
        "spec: {group: x.y, conversion: {webhook: {clientConfig: {service: {name: \(other()), namespace: one}}}}}\n",
      "PodDisruptionBudget": "spec: {selector: {matchLabels: {app: x}}}\n",
      "NetworkPolicy":
        "spec: {podSelector: {matchLabels: {app: x}}, ingress: [{from: [{podSelector: {matchLabels: {a: b}}}]}]}\n",
      "ValidatingWebhookConfiguration":
        "webhooks: [{name: a.b.c, clientConfig: {service: {name: \(other()), namespace: one}}}]\n",
      "APIService": "spec: {service: {name: \(other()), namespace: one}}\n",
    ]
  }
}
