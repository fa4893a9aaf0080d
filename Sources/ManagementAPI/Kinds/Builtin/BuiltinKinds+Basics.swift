// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

extension BuiltinKinds {
  /// What every API has, also one without nodes.
  static var basics: [ServedKind] {
    [namespaces, secrets, configMaps, events, newEvents, serviceAccounts, leases] + limits
  }

  private static var namespaces: ServedKind {
    kind("Namespace", "namespaces", short: ["ns"], columns: [.phase, .age]) {
      $0.isClusterWide()
      $0.keepsStatus()
      $0.hasKnownFields()
      $0.selects(by: "status.phase")
      $0.nameFault = { Names.dnsLabel($0) }
      $0.has(Door("finalize", verbs: ["update"]))
    }
  }

  private static var secrets: ServedKind {
    let columns: [PrinterColumn] = [
      .field("Type", "type"), PrinterColumn("Data", "integer", Cells.data),
      .age,
    ]
    return kind("Secret", "secrets", columns: columns) {
      $0.selects(by: "type")
      $0.hasKnownFields()
      $0.rules = SecretRules()
    }
  }

  private static var configMaps: ServedKind {
    let columns = [PrinterColumn("Data", "integer", Cells.data), .age]
    return kind("ConfigMap", "configmaps", short: ["cm"], columns: columns) {
      $0.hasKnownFields()
      $0.rules = ConfigMapRules()
    }
  }

  private static var events: ServedKind {
    kind("Event", "events", short: ["ev"]) {
      $0.versions[0].columns = EventCells.columns
      $0.selectsEvents()
    }
  }

  /// The same events in their newer shape: kept as the older one.
  private static var newEvents: ServedKind {
    kind("Event", "events", in: "events.k8s.io", short: ["ev"]) {
      $0.versions[0].columns = EventCells.columns
      $0.storageGroup = ""
      $0.convert = EventShape.convert
      $0.selectsEvents()
    }
  }

  private static var serviceAccounts: ServedKind {
    let columns = [PrinterColumn("Secrets", "integer", Cells.secrets), .age]
    return kind("ServiceAccount", "serviceaccounts", short: ["sa"], columns: columns) {
      $0.hasKnownFields()
      let request = GroupVersionKind(
        group: "authentication.k8s.io", version: "v1", kind: "TokenRequest")
      $0.has(Door("token", request, verbs: ["create"]))
    }
  }

  private static var leases: ServedKind {
    let columns: [PrinterColumn] = [.field("Holder", "spec", "holderIdentity"), .age]
    return kind("Lease", "leases", in: "coordination.k8s.io", columns: columns)
  }

  private static var limits: [ServedKind] {
    let quota: [PrinterColumn] = [
      .age, PrinterColumn("Request", "string", QuotaCells.requests),
      PrinterColumn("Limit", "string", QuotaCells.limits),
    ]
    return [
      kind("ResourceQuota", "resourcequotas", short: ["quota"], columns: quota) {
        $0.keepsStatus()
      },
      kind("LimitRange", "limitranges", short: ["limits"], columns: [.createdAt]),
    ]
  }
}

extension ServedKind {
  fileprivate mutating func selectsEvents() {
    selects(
      by: "involvedObject.kind", "involvedObject.namespace", "involvedObject.name",
      "involvedObject.uid", "involvedObject.apiVersion", "involvedObject.resourceVersion",
      "involvedObject.fieldPath", "reason", "reportingComponent", "type")
  }
}

extension PrinterColumn {
  /// How far an object has come.
  static var phase: PrinterColumn { .field("Status", "status", "phase") }

  /// Since when the object has been there, to the second.
  static var createdAt: PrinterColumn {
    PrinterColumn("Created At") { object, _ in object["metadata", "creationTimestamp"] ?? "" }
  }
}
