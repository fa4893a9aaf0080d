// SPDX-License-Identifier: Apache-2.0

extension FieldTables {
  /// What runs pods, and where it keeps their template.
  private static let podKinds: [(kind: String, path: String, version: String)] = [
    ("Pod", "spec/", "v1"), ("PodTemplate", "template/spec/", ""),
    ("Deployment", "spec/template/spec/", ""), ("ReplicaSet", "spec/template/spec/", ""),
    ("DaemonSet", "spec/template/spec/", ""), ("StatefulSet", "spec/template/spec/", ""),
    ("Job", "spec/template/spec/", ""), ("CronJob", "spec/jobTemplate/spec/template/spec/", ""),
  ]

  /// The same fields of the pods of all kinds.
  private static func inPods(_ fields: [String]) -> [FieldSpec] {
    podKinds.flatMap { kind in
      fields.map { FieldSpec(kind.path + $0, version: kind.version, kind: kind.kind) }
    }
  }

  /// A field of the pods of those kinds that kustomize looks at for it: fewer than run pods.
  private static func inMostPods(_ field: String) -> [FieldSpec] {
    let kinds = [
      "StatefulSet", "Deployment", "ReplicationController", "Job", "DaemonSet",
    ]
    return [
      FieldSpec("spec/" + field, kind: "Pod"),
      FieldSpec("spec/jobTemplate/spec/template/spec/" + field, kind: "CronJob"),
    ] + kinds.map { FieldSpec("spec/template/spec/" + field, kind: $0) }
  }

  private static func fromContainers(_ key: String, _ source: String) -> [String] {
    ["containers", "initContainers"].flatMap {
      ["\($0)/env/valueFrom/\(key)/name", "\($0)/envFrom/\(source)/name"]
    }
  }

  private static let configMaps =
    inPods(
      fromContainers("configMapKeyRef", "configMapRef")
        + ["volumes/configMap/name", "volumes/projected/sources/configMap/name"]) + [
      FieldSpec("spec/configSource/configMap", kind: "Node"),
      FieldSpec("rules/resourceNames", kind: "Role"),
      FieldSpec("rules/resourceNames", kind: "ClusterRole"),
      FieldSpec(
        #"metadata/annotations/nginx.ingress.kubernetes.io\/fastcgi-params-configmap"#,
        kind: "Ingress"),
    ]

  private static let secrets =
    inPods(
      fromContainers("secretKeyRef", "secretRef") + [
        "volumes/secret/secretName", "imagePullSecrets/name",
        "volumes/projected/sources/secret/name",
      ]) + [
      FieldSpec("spec/tls/secretName", kind: "Ingress"),
      FieldSpec(#"metadata/annotations/ingress.kubernetes.io\/auth-secret"#, kind: "Ingress"),
      FieldSpec(#"metadata/annotations/nginx.ingress.kubernetes.io\/auth-secret"#, kind: "Ingress"),
      FieldSpec(
        #"metadata/annotations/nginx.ingress.kubernetes.io\/auth-tls-secret"#, kind: "Ingress"),
      FieldSpec("imagePullSecrets/name", kind: "ServiceAccount"),
      FieldSpec("parameters/secretName", kind: "StorageClass"),
      FieldSpec("parameters/adminSecretName", kind: "StorageClass"),
      FieldSpec("parameters/userSecretName", kind: "StorageClass"),
      FieldSpec("parameters/secretRef", kind: "StorageClass"),
      FieldSpec("rules/resourceNames", kind: "Role"),
      FieldSpec("rules/resourceNames", kind: "ClusterRole"),
      FieldSpec(
        "spec/template/spec/containers/env/valueFrom/secretKeyRef/name",
        group: "serving.knative.dev", version: "v1", kind: "Service"),
      FieldSpec("spec/azureFile/secretName", kind: "PersistentVolume"),
    ]

  private static let webhooks = "admissionregistration.k8s.io"

  private static let services = [
    FieldSpec("spec/serviceName", group: "apps", kind: "StatefulSet"),
    FieldSpec("spec/rules/http/paths/backend/serviceName", kind: "Ingress"),
    FieldSpec("spec/backend/serviceName", kind: "Ingress"),
    FieldSpec("spec/rules/http/paths/backend/service/name", kind: "Ingress"),
    FieldSpec("spec/defaultBackend/service/name", kind: "Ingress"),
    FieldSpec("spec/service/name", group: "apiregistration.k8s.io", kind: "APIService"),
    FieldSpec(
      "webhooks/clientConfig/service", group: webhooks, kind: "ValidatingWebhookConfiguration"),
    FieldSpec(
      "webhooks/clientConfig/service", group: webhooks, kind: "MutatingWebhookConfiguration"),
  ]

  private static let rbac = "rbac.authorization.k8s.io"

  private static let accounts =
    [
      FieldSpec("subjects", group: rbac, kind: "RoleBinding"),
      FieldSpec("subjects", group: rbac, kind: "ClusterRoleBinding"),
    ] + inMostPods("serviceAccountName")

  private static func reference(
    _ kind: String, _ fields: [FieldSpec], group: String = "", version: String = ""
  ) -> NameReference {
    NameReference(
      target: GroupKind(group: group, version: version, kind: kind), fields: fields)
  }

  private static let scaled = [
    FieldSpec("spec/scaleTargetRef/name", kind: "HorizontalPodAutoscaler")
  ]

  static let standardNameReferences: [NameReference] = [
    reference("Deployment", scaled), reference("ReplicationController", scaled),
    reference("ReplicaSet", scaled), reference("StatefulSet", scaled),
    reference("ConfigMap", configMaps, version: "v1"),
    reference("Secret", secrets, version: "v1"),
    reference("Service", services, version: "v1"),
    reference(
      "Role", [FieldSpec("roleRef/name", group: rbac, kind: "RoleBinding")], group: rbac),
    reference(
      "ClusterRole",
      ["RoleBinding", "ClusterRoleBinding"].map {
        FieldSpec("roleRef/name", group: rbac, kind: $0)
      }, group: rbac),
    reference("ServiceAccount", accounts, version: "v1"),
    reference(
      "PersistentVolumeClaim", inMostPods("volumes/persistentVolumeClaim/claimName"),
      version: "v1"),
    reference(
      "PersistentVolume",
      [
        FieldSpec("spec/volumeName", kind: "PersistentVolumeClaim"),
        FieldSpec("rules/resourceNames", kind: "ClusterRole"),
      ], version: "v1"),
    reference(
      "StorageClass",
      [
        FieldSpec("spec/storageClassName", kind: "PersistentVolume"),
        FieldSpec("spec/storageClassName", kind: "PersistentVolumeClaim"),
        FieldSpec("spec/volumeClaimTemplates/spec/storageClassName", kind: "StatefulSet"),
      ], group: "storage.k8s.io", version: "v1"),
    reference(
      "PriorityClass", inMostPods("priorityClassName"), group: "scheduling.k8s.io", version: "v1"),
    reference(
      "IngressClass", [FieldSpec("spec/ingressClassName", kind: "Ingress")],
      group: "networking.k8s.io/v1", version: "v1"),
  ]
}
