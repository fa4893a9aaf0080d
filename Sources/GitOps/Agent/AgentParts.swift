// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest

/// One type of agent: what it consists of in a cluster.
protocol AgentParts: Sendable {
  var place: AgentPlace { get }

  /// All its objects, in any order. Some may have to be committed first.
  func objects(of subject: AgentSubject) async throws -> [Object]

  /// What goes when the agent is taken out, once nothing is followed any more.
  func leftovers(of agent: GitOpsAgent) -> [Address]
}

/// Where an agent is in a cluster.
struct AgentPlace: Sendable {
  let namespace: String
  /// Of the GitRepository and the Kustomization that it follows.
  let name: String
  /// What tells whether it runs.
  let deployment: String

  func address(of resource: Resource, _ name: String) -> Address {
    Address(resource, namespace: namespace, name: name)
  }

  func address(of kind: Kind) -> Address { address(of: kind.resource(), name) }
}

/// What a type of agent is made from.
struct AgentSubject: Sendable {
  let kit: GitOpsKit
  let agent: GitOpsAgent
  let cluster: Cluster
  /// The folder of the cluster, with its variables in it.
  let path: String
  /// To sign in with; nil where the repository needs none.
  let secret: Object?
  /// To pull images with, where they want that.
  let pullSecret: Object?
  /// Facts that the agent names.
  let facts: [[String: String]]
  let target: ApplyTarget
  let configMaps: [Object]

  /// Tells everything that decides what is applied.
  var digest: String {
    let versions = ([secret, pullSecret].compactMap(\.self) + configMaps).map {
      $0.metadata.resourceVersion ?? ""
    }
    return JSON.text([
      agent.object.spec, .string(path), cluster.controlPlaneEndpoint?.value ?? [:],
      clusterFacts("").value["data"] ?? [:], .list(versions.map { .string($0) }),
    ])
  }

  func clusterFacts(_ namespace: String) -> Object {
    ClusterFacts.configMap(of: cluster, in: namespace, and: facts)
  }
}

extension GitOpsAgent {
  /// Nil where the type cannot be brought yet.
  func parts(_ kit: GitOpsKit) -> (any AgentParts)? {
    switch type {
    case .capctl: CapctlAgent(image: kit.agentImage, name: name)
    case .flux: FluxAgent()
    default: nil
    }
  }
}
