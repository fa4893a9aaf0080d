// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

extension BuiltinKinds {
  /// What runs, and what it runs on.
  static var workloads: [ServedKind] {
    [nodes, pods, services, endpoints, deployments, daemonSets, replicaSets, statefulSets, jobs]
      + [cronJobs, replicationControllers, podTemplates, podDisruptionBudgets]
  }

  private static var nodes: ServedKind {
    kind("Node", "nodes", short: ["no"], columns: NodeCells.columns) {
      $0.isClusterWide()
      $0.keepsStatus()
      $0.selects(by: "spec.unschedulable")
    }
  }

  private static var pods: ServedKind {
    kind("Pod", "pods", short: ["po"], columns: PodCells.columns) {
      $0.keepsStatus()
      $0.categories = ["all"]
      $0.selects(
        by: "spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName",
        "status.phase", "status.podIP", "status.nominatedNodeName")
      $0.rules = Defaults(
        spec: [
          "restartPolicy": "Always", "dnsPolicy": "ClusterFirst",
          "schedulerName":
            "default-scheduler", "terminationGracePeriodSeconds": 30, "securityContext": [:],
          "enableServiceLinks": true,
        ], status: ["phase": "Pending"])
      let eviction = GroupVersionKind(group: "policy", version: "v1", kind: "Eviction")
      $0.has(Door("eviction", eviction, verbs: ["create"]))
    }
  }

  private static var services: ServedKind {
    kind("Service", "services", short: ["svc"], columns: ServiceCells.columns) {
      $0.keepsStatus()
      $0.categories = ["all"]
      $0.rules = Defaults(
        spec: ["type": "ClusterIP", "sessionAffinity": "None"], status: ["loadBalancer": [:]])
    }
  }

  private static var endpoints: ServedKind {
    let columns = [PrinterColumn("Endpoints", "string", EndpointCells.addresses), .age]
    return kind("Endpoints", "endpoints", short: ["ep"], columns: columns)
  }

  private static var deployments: ServedKind {
    app("Deployment", "deployments", "deploy", WorkloadCells.deployment) {
      $0.scales()
      $0.rules = Defaults(spec: [
        "replicas": 1, "revisionHistoryLimit": 10, "progressDeadlineSeconds": 600,
        "strategy": [
          "type": "RollingUpdate", "rollingUpdate": ["maxUnavailable": "25%", "maxSurge": "25%"],
        ],
      ])
    }
  }

  private static var daemonSets: ServedKind {
    app("DaemonSet", "daemonsets", "ds", WorkloadCells.daemonSet) {
      $0.rules = Defaults(spec: [
        "revisionHistoryLimit": 10,
        "updateStrategy": [
          "type": "RollingUpdate", "rollingUpdate": ["maxUnavailable": 1, "maxSurge": 0],
        ],
      ])
    }
  }

  private static var replicaSets: ServedKind {
    app("ReplicaSet", "replicasets", "rs", WorkloadCells.replicaSet) {
      $0.scales()
      $0.selects(by: "status.replicas")
      $0.rules = Defaults(spec: ["replicas": 1])
    }
  }

  /// What came before ReplicaSets; clients still count them.
  private static var replicationControllers: ServedKind {
    let columns = WorkloadCells.replicationController
    return kind("ReplicationController", "replicationcontrollers", short: ["rc"], columns: columns)
    {
      $0.keepsStatus()
      $0.categories = ["all"]
      $0.hasGeneration = true
      $0.scales(byLabels: true)
      $0.selects(by: "status.replicas")
      $0.rules = Defaults(spec: ["replicas": 1])
    }
  }

  private static var podTemplates: ServedKind {
    kind("PodTemplate", "podtemplates", columns: WorkloadCells.podTemplate)
  }

  private static var statefulSets: ServedKind {
    app("StatefulSet", "statefulsets", "sts", WorkloadCells.statefulSet) {
      $0.scales()
      $0.rules = Defaults(spec: [
        "replicas": 1, "revisionHistoryLimit": 10, "podManagementPolicy": "OrderedReady",
        "updateStrategy": ["type": "RollingUpdate", "rollingUpdate": ["partition": 0]],
      ])
    }
  }

  private static var jobs: ServedKind {
    kind("Job", "jobs", in: "batch", columns: WorkloadCells.job) {
      $0.keepsStatus()
      $0.categories = ["all"]
      $0.hasGeneration = true
      $0.selects(by: "status.successful")
      $0.rules = Defaults(spec: ["backoffLimit": 6])
    }
  }

  private static var cronJobs: ServedKind {
    kind("CronJob", "cronjobs", in: "batch", short: ["cj"], columns: WorkloadCells.cronJob) {
      $0.hasOlderVersion(deprecated: "v1.21+", gone: "v1.25+")
      $0.keepsStatus()
      $0.categories = ["all"]
      $0.hasGeneration = true
      $0.rules = Defaults(spec: [
        "concurrencyPolicy": "Allow", "suspend": false, "successfulJobsHistoryLimit": 3,
        "failedJobsHistoryLimit": 1,
      ])
    }
  }

  /// In both versions that clients ask for.
  private static var podDisruptionBudgets: ServedKind {
    kind("PodDisruptionBudget", "poddisruptionbudgets", in: "policy", short: ["pdb"]) {
      $0.versions[0].columns = [.name] + DisruptionCells.columns
      $0.hasOlderVersion(deprecated: "v1.21+", gone: "v1.25+")
      $0.keepsStatus()
      $0.hasGeneration = true
    }
  }

  /// A kind that keeps copies of a pod running.
  private static func app(
    _ name: String, _ plural: String, _ short: String, _ columns: [PrinterColumn],
    _ adjust: (inout ServedKind) -> Void
  ) -> ServedKind {
    kind(name, plural, in: "apps", short: [short], columns: columns) {
      $0.keepsStatus()
      $0.categories = ["all"]
      $0.hasGeneration = true
      adjust(&$0)
    }
  }
}
