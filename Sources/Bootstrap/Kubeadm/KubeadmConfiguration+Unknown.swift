// SPDX-License-Identifier: Apache-2.0

import Manifest

// What a kubeadm does not know yet is left out: it would refuse it, or warn of it on every start.
extension KubeadmConfiguration {
  var unknownToCluster: [String] {
    guard api < .v1beta4 else { return [] }
    return ["certificateValidityPeriodDays", "caCertificateValidityPeriodDays", encryption]
  }

  var unknownToMachine: [String] {
    switch api {
    case .v1beta2: ["patches", "skipPhases", "timeouts"]
    case .v1beta3: ["timeouts"]
    case .v1beta4: []
    }
  }

  var unknownToComponent: [String] { api < .v1beta4 ? ["extraEnvs"] : [] }

  var unknownToRegistration: [String] {
    switch api {
    case .v1beta2: ["imagePullPolicy", "imagePullSerial"]
    case .v1beta3: ["imagePullSerial"]
    case .v1beta4: []
    }
  }

  private var encryption: String { "encryptionAlgorithm" }

  /// The fields of the spec that this Kubernetes is too old for, and that have no effect, by their
  /// paths. The algorithm is not among them: our own keys follow it whatever kubeadm knows.
  package var ignored: [String] {
    var paths: [String] = []
    func look(_ path: String..., for keys: [String]) {
      var value: Value? = spec
      for key in path { value = value?[key] }
      for key in keys where value?[key] != nil && key != encryption {
        paths.append((["spec"] + path + [key]).joined(separator: "."))
      }
    }
    look("clusterConfiguration", for: unknownToCluster)
    for part in ["apiServer", "controllerManager", "scheduler"] {
      look("clusterConfiguration", part, for: unknownToComponent)
    }
    look("clusterConfiguration", "etcd", "local", for: unknownToComponent)
    for part in ["initConfiguration", "joinConfiguration"] {
      // The phases are told by a flag.
      look(part, for: unknownToMachine.filter { !["timeouts", "skipPhases"].contains($0) })
      look(part, "nodeRegistration", for: unknownToRegistration)
      let known = part == "initConfiguration" ? "controlPlaneComponentHealthCheck" : "tlsBootstrap"
      let timeouts = spec[part]?["timeouts"]?.map?.keys ?? []
      if api < .v1beta4 { look(part, "timeouts", for: timeouts.filter { $0 != "\(known)Seconds" }) }
    }
    return paths
  }
}

extension Value {
  func dropping(_ keys: [String]) -> Value {
    var value = self
    for key in keys where value[key] != nil { value[key] = nil }
    return value
  }
}
