// SPDX-License-Identifier: Apache-2.0

extension PatchSchema {
  /// The types in which some field is not treated plainly, or leads to one that is not: kinds by
  /// their name, parts of them by the name Kubernetes gives their type.
  static let types: [String: [String: Field]] = [
    // Kinds that run containers, and what they consist of.
    "Pod": ["spec": .map("PodSpec"), "status": .map("PodStatus")],
    "PodTemplate": ["template": .map("PodTemplateSpec")],
    "ReplicationController": ["spec": .map("WorkloadSpec"), "status": .map("ConditionsStatus")],
    "ReplicaSet": ["spec": .map("WorkloadSpec"), "status": .map("ConditionsStatus")],
    "Deployment": ["spec": .map("WorkloadSpec"), "status": .map("ConditionsStatus")],
    "DaemonSet": ["spec": .map("WorkloadSpec"), "status": .map("ConditionsStatus")],
    "StatefulSet": ["spec": .map("WorkloadSpec"), "status": .map("ConditionsStatus")],
    "Job": ["spec": .map("WorkloadSpec"), "status": .map("ConditionsStatus")],
    "CronJob": ["spec": .map("CronJobSpec")],
    "CronJobSpec": ["jobTemplate": .map("JobTemplateSpec")],
    "JobTemplateSpec": ["metadata": .map("ObjectMeta"), "spec": .map("WorkloadSpec")],
    "WorkloadSpec": ["template": .map("PodTemplateSpec")],
    "PodTemplateSpec": ["metadata": .map("ObjectMeta"), "spec": .map("PodSpec")],
    "PodSpec": [
      "containers": .keyed(["name"], "Container"),
      "ephemeralContainers": .keyed(["name"], "EphemeralContainer"),
      "hostAliases": .keyed(["ip"]),
      "imagePullSecrets": .keyed(["name"]),
      "initContainers": .keyed(["name"], "Container"),
      "topologySpreadConstraints": .keyed(["topologyKey", "whenUnsatisfiable"]),
      "volumes": .keyed(["name"]),
    ],
    "PodStatus": ["conditions": .keyed(["type"]), "podIPs": .keyed(["ip"])],
    "Container": [
      "env": .keyed(["name"]),
      "ports": .keyed(["containerPort", "protocol"]),
      "volumeDevices": .keyed(["devicePath"]),
      "volumeMounts": .keyed(["mountPath"]),
    ],
    "EphemeralContainer": [
      "env": .keyed(["name"]),
      "volumeDevices": .keyed(["devicePath"]),
      "volumeMounts": .keyed(["mountPath"]),
    ],

    // Other kinds.
    "APIService": ["status": .map("ConditionsStatus")],
    "ComponentStatus": ["conditions": .keyed(["type"])],
    "CSINode": ["spec": .map("CSINodeSpec")],
    "CSINodeSpec": ["drivers": .keyed(["name"])],
    "MutatingWebhookConfiguration": ["webhooks": .keyed(["name"])],
    "Namespace": ["status": .map("ConditionsStatus")],
    "Node": ["spec": .map("NodeSpec"), "status": .map("NodeStatus")],
    "NodeSpec": ["podCIDRs": .union],
    "NodeStatus": ["addresses": .keyed(["type"]), "conditions": .keyed(["type"])],
    "PersistentVolumeClaim": ["status": .map("ConditionsStatus")],
    "PodDisruptionBudget": [
      "spec": .map("PodDisruptionBudgetSpec"), "status": .map("ConditionsStatus"),
    ],
    "PodDisruptionBudgetSpec": ["selector": .replaced],
    "Service": ["spec": .map("ServiceSpec"), "status": .map("ConditionsStatus")],
    "ServiceAccount": ["secrets": .keyed(["name"])],
    "ServiceSpec": ["ports": .keyed(["port", "protocol"])],
    "ValidatingWebhookConfiguration": ["webhooks": .keyed(["name"])],

    // Parts of many kinds.
    "ConditionsStatus": ["conditions": .keyed(["type"])],
    "ObjectMeta": ["finalizers": .union, "ownerReferences": .keyed(["uid"])],
  ]
}
