// SPDX-License-Identifier: Apache-2.0

extension FieldTables {
  static let standardNamespace = [
    FieldSpec("metadata/name", kind: "Namespace", creates: true),
    FieldSpec(
      "spec/service/namespace", group: "apiregistration.k8s.io", kind: "APIService", creates: true),
    FieldSpec(
      "spec/conversion/webhook/clientConfig/service/namespace", group: "apiextensions.k8s.io",
      kind: "CustomResourceDefinition"),
  ]

  static let standardImages = [
    "spec/containers[]/image", "spec/initContainers[]/image",
    "spec/template/spec/containers[]/image", "spec/template/spec/initContainers[]/image",
  ].map { FieldSpec($0, creates: true) }

  static let standardReplicas = [
    "Deployment", "ReplicationController", "ReplicaSet", "StatefulSet",
  ]
  .map { FieldSpec("spec/replicas", kind: $0, creates: true) }

  static let standardTemplateLabels =
    [FieldSpec("metadata/labels", creates: true), claimLabels] + templates("labels")

  private static let claimLabels = FieldSpec(
    "spec/volumeClaimTemplates[]/metadata/labels", group: "apps", kind: "StatefulSet", creates: true
  )

  static let standardAnnotations =
    [FieldSpec("metadata/annotations", creates: true)] + templates("annotations")

  private static func templates(_ field: String) -> [FieldSpec] {
    let template = "spec/template/metadata/\(field)"
    // Annotations do not ask for the group of a StatefulSet.
    let group = field == "labels" ? "apps" : ""
    return [
      FieldSpec(template, version: "v1", kind: "ReplicationController", creates: true),
      FieldSpec(template, kind: "Deployment", creates: true),
      FieldSpec(template, kind: "ReplicaSet", creates: true),
      FieldSpec(template, kind: "DaemonSet", creates: true),
      FieldSpec(template, group: group, kind: "StatefulSet", creates: true),
      FieldSpec(template, group: "batch", kind: "Job", creates: true),
      FieldSpec(
        "spec/jobTemplate/metadata/\(field)", group: "batch", kind: "CronJob", creates: true),
      FieldSpec(
        "spec/jobTemplate/\(template)", group: "batch", kind: "CronJob", creates: true),
    ]
  }

  static let standardSelectors: [FieldSpec] = {
    let labels = "spec/selector/matchLabels"
    var specs = [
      FieldSpec("spec/selector", version: "v1", kind: "Service", creates: true),
      FieldSpec("spec/selector", version: "v1", kind: "ReplicationController", creates: true),
      FieldSpec(labels, kind: "Deployment", creates: true),
      FieldSpec(labels, kind: "ReplicaSet", creates: true),
      FieldSpec(labels, kind: "DaemonSet", creates: true),
      FieldSpec(labels, group: "apps", kind: "StatefulSet", creates: true),
      FieldSpec(labels, group: "batch", kind: "Job"),
      FieldSpec("spec/jobTemplate/\(labels)", group: "batch", kind: "CronJob"),
      FieldSpec(labels, group: "policy", kind: "PodDisruptionBudget"),
    ]
    for kind in ["Deployment", "StatefulSet"] {
      specs += spreading.map {
        FieldSpec("spec/template/spec/\($0)/matchLabels", group: "apps", kind: kind)
      }
    }
    for field in [
      "spec/podSelector", "spec/ingress/from/podSelector", "spec/egress/to/podSelector",
    ] {
      specs.append(
        FieldSpec("\(field)/matchLabels", group: "networking.k8s.io", kind: "NetworkPolicy"))
    }
    return specs
  }()

  /// Where a pod says what it wants to be near to, or apart from.
  private static let spreading =
    ["podAffinity", "podAntiAffinity"].flatMap { kind in
      [
        "affinity/\(kind)/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector",
        "affinity/\(kind)/requiredDuringSchedulingIgnoredDuringExecution/labelSelector",
      ]
    } + ["topologySpreadConstraints/labelSelector"]
}
