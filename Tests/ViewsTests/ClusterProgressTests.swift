// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest
import Testing

@testable import Views

struct ClusterProgressTests {
  @Test(arguments: [
    ("{}", "{}", "Pending", ""),
    (
      "{}",
      "{phase: Provisioning, conditions: [{type: Available, status: \"False\", message: \"* a\\n  * b\"}]}",
      "Provisioning", "a; b"
    ),
    ("{paused: true}", "{}", "Paused", "spec.paused is set"),
    (
      "{}",
      "{conditions: [{type: Available, status: \"True\"}], workers: {desiredReplicas: 2, readyReplicas: 2}}",
      "Available", "0 of 0 control planes and 2 of 2 workers are ready"
    ),
    (
      "{}",
      "{conditions: [{type: Available, status: \"True\"}, {type: RollingOut, status: \"True\", message: x}]}",
      "RollingOut", "x"
    ),
  ])
  func `a line says how far a cluster is`(
    _ spec: String, _ status: String, _ state: String, _ words: String
  ) throws {
    let progress = ClusterProgress(
      of: Object(
        try YAML.parse("{kind: Cluster, metadata: {name: a}, spec: \(spec), status: \(status)}")))
    #expect(progress.name == "default/a")
    #expect(progress.state == state)
    #expect(progress.words == words)
  }
}
