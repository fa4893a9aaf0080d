// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What hack/docker-engine, hack/node-image, hack/azure-image and hack/agent-image print: an engine, and images in it.
package enum DockerPart: String {
  case engine = "CAPCTL_DOCKER_HOST"
  case nodeImage = "CAPCTL_NODE_IMAGE"
  case balancerImage = "CAPCTL_LB_IMAGE"
  /// The same node, linked once more as another version: a stand-in to try upgrades with.
  case stampedNodeImage = "CAPCTL_STAMPED_NODE_IMAGE"

  /// What the Azure emulator's machines are made of: the node, and cloud-init.
  case azureImage = "CAPCTL_AZURE_IMAGE"

  /// What capctl's agent runs from.
  case agentImage = "CAPCTL_AGENT_IMAGE"

  /// What the environment says of it; a missing one fails the test, and is never a reason to skip it.
  package func value() throws -> String {
    if let value = ProcessInfo.processInfo.environment[rawValue], !value.isEmpty { return value }
    let script =
      switch self {
      case .engine: "hack/docker-engine --print"
      case .nodeImage, .balancerImage: "hack/node-image --print"
      case .azureImage: "hack/azure-image --print"
      case .agentImage: "hack/agent-image --print"
      case .stampedNodeImage: "hack/node-image --print --stamp v1.20.3"
      }
    throw TestFailure(
      "use Docker", "\(rawValue) is not set",
      hint: "run the tests with hack/test, or set what \(script) writes")
  }
}
