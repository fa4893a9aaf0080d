// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

extension Rules {
  static let cluster = Rules(check: { checks in
    let name = checks["metadata.name"]?.string ?? ""
    // Every object of the cluster carries the name as a label.
    if name.utf8.count > 63 { checks.add(.tooLong("metadata.name", bytes: 63)) }
    if checks["spec.topology"] != nil {
      checks.add(
        .forbidden(
          "spec.topology",
          "clusters made of a ClusterClass are not supported; "
            + "set spec.controlPlaneRef and spec.infrastructureRef"))
    }
    checks.reference("spec.infrastructureRef", to: .infrastructureCluster)
    checks.reference("spec.controlPlaneRef", to: .controlPlane)
    for part in ["pods", "services"] {
      checks.blocks("spec.clusterNetwork.\(part).cidrBlocks")
    }
    checks.endpoint("spec.controlPlaneEndpoint")
  })

  static let machine = Rules(
    settle: { value, _ in
      value.label(Labels.clusterName, as: "spec.clusterName")
      value.prefixVersion("spec.version")
    },
    check: { checks in
      checks.clusterName()
      checks.version("spec.version")
      checks.machineReferences("spec", isTemplate: false)
    })

  static let machineSet = Rules(
    settle: { value, old in
      value.settleMachines(selecting: Labels.setName, over: old)
    },
    check: { checks in
      checks.machines(isTemplate: true)
      checks.naming("spec.machineNaming.template")
    })

  static let machineDeployment = Rules(
    settle: { value, old in
      value.settleMachines(selecting: Labels.deploymentName, over: old)
      let strategy = "spec.rollout.strategy"
      value.fill("\(strategy).type", "RollingUpdate")
      guard value.found("\(strategy).type") == "RollingUpdate" else { return }
      value.fill("\(strategy).rollingUpdate.maxSurge", 1)
      value.fill("\(strategy).rollingUpdate.maxUnavailable", 0)
    },
    check: { checks in
      checks.machines(isTemplate: true)
      checks.naming("spec.machineNaming.template")
      checks.amount("spec.rollout.strategy.rollingUpdate.maxSurge")
      checks.amount("spec.rollout.strategy.rollingUpdate.maxUnavailable")
      checks.amount("spec.remediation.maxInFlight")
    })

  static let machinePool = Rules(
    settle: { value, old in
      value.label(Labels.clusterName, as: "spec.clusterName")
      value.prefixVersion("spec.template.spec.version")
      value.fillReplicas(over: old)
    },
    check: { checks in
      checks.clusterName()
      checks.version("spec.template.spec.version")
      checks.bootstrap("spec.template.spec")
      checks.templateCluster()
    })

  static let machineHealthCheck = Rules(
    settle: { value, _ in
      value.label(Labels.clusterName, as: "spec.clusterName")
      value.fill("spec.checks.nodeStartupTimeoutSeconds", 600)
    },
    check: { checks in
      checks.clusterName()
      let selector = checks["spec.selector"]
      if selector?.map?.isEmpty == true {
        checks.add(.required("spec.selector", "selector must not be empty"))
      }
      let timeout = checks["spec.checks.nodeStartupTimeoutSeconds"]
      if let seconds = timeout?.int, (1..<30).contains(seconds) {
        checks.add(
          .invalid(
            "spec.checks.nodeStartupTimeoutSeconds", .int(seconds), "must be at least 30s, or 0"))
      }
      checks.amount("spec.remediation.triggerIf.unhealthyLessThanOrEqualTo")
    })

  static let clusterResourceSet = Rules(
    settle: { value, _ in value.fill("spec.strategy", "ApplyOnce") },
    check: { checks in
      checks.immutable("spec.strategy", "spec.clusterSelector")
      if checks["spec.clusterSelector"]?.map?.isEmpty == true {
        checks.add(.required("spec.clusterSelector", "selector must not be empty"))
      }
    })
}
