// SPDX-License-Identifier: Apache-2.0

import API
import Log
import Manifest

/// What a person says of a cluster: values that every template knows, checked. Pure.
struct ClusterWishes {
  let name: String
  /// Nil leaves each object where its template has it.
  let namespace: String?
  private(set) var version: String?
  private(set) var controlPlanes: String
  private(set) var workers: String

  /// What flags say goes before the environment, and that before what is usual: of several control planes
  /// three, which is the least that survives the loss of one.
  init(
    name: String, namespace: String?, version: String?, controlPlanes: String?, workers: String?,
    isHighlyAvailable: Bool = false, _ environment: (String) -> String?
  ) throws(GenerateError) {
    self.name = name
    self.namespace = namespace
    self.version = version ?? environment("KUBERNETES_VERSION")
    self.controlPlanes =
      controlPlanes ?? environment("CONTROL_PLANE_MACHINE_COUNT")
      ?? (isHighlyAvailable ? "3" : "1")
    self.workers = workers ?? environment("WORKER_MACHINE_COUNT") ?? "0"
    try check()
  }

  private func check() throws(GenerateError) {
    if let fault = Names.dnsLabel(name) {
      throw GenerateError("\"\(name)\" is no name for a cluster: \(fault)", hint: nil)
    }
    if let namespace, let fault = Names.dnsLabel(namespace) {
      throw GenerateError("\"\(namespace)\" is no name for a namespace: \(fault)", hint: nil)
    }
    if let version, API.Version(version) == nil {
      throw GenerateError(
        "invalid KubernetesVersion. Please use a semantic version number",
        hint: "\"\(version)\" was given; write v1.30.0")
    }
    try check(controlPlanes, "ControlPlaneMachineCount", least: 1)
    try check(workers, "WorkerMachineCount", least: 0)
  }

  private func check(_ text: String, _ name: String, least: Int) throws(GenerateError) {
    guard let count = Int(text), count >= least else {
      throw GenerateError(
        "invalid \(name). Please use a number greater or equal than \(least)",
        hint: "\"\(text)\" was given")
    }
  }

  /// The variables that follow.
  var values: [String: String] {
    var values = [
      "CLUSTER_NAME": name, "NAMESPACE": namespace ?? "default",
      "CONTROL_PLANE_MACHINE_COUNT": controlPlanes, "WORKER_MACHINE_COUNT": workers,
    ]
    values["KUBERNETES_VERSION"] = version
    return values
  }
}
