// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import Testing

@testable import GitOps

/// What is decided about Flux that Azure brings, without any Azure.
struct AzureFluxTests {
  private static func configuration(_ status: String) throws -> AzureFluxConfiguration {
    var object = Object(Kind.azureFluxConfiguration.at(), namespace: "fleet", name: "a")
    object.metadata.generation = 2
    object.value["status"] = try YAML.parse(status)
    return AzureFluxConfiguration(object)
  }

  private static func status(_ ready: String, _ more: String = "a: b", seen: Int = 2) -> String {
    "{observedGeneration: \(seen), conditions: [\(ready)], \(more)}"
  }

  private static let yes = "{type: Ready, status: 'True'}"
  private static let broken = """
    complianceState: Non-Compliant, statuses: [
      {kind: Kustomization, namespace: gitops, name: a-infra, complianceState: Non-Compliant,
       statusConditions: [{type: Healthy, message: n}, {type: Ready, message: waits}]},
      {kind: HelmRelease, namespace: web, name: web, complianceState: Compliant},
      {kind: GitRepository, namespace: gitops, name: a, complianceState: Non-Compliant,
       statusConditions: [{type: Ready, message: no way}]}]
    """

  @Test(arguments: [
    (status(yes, "complianceState: Compliant"), "Ready", ""),
    (status(yes, "complianceState: Compliant", seen: 1), "Applying", "not been told"),
    ("{}", "Applying", "not been told"),
    (
      status("{type: Ready, status: 'False', reason: ResourceFailed, message: refused}"),
      "Failed", "refused"
    ),
    (
      status("{type: Ready, status: 'False', reason: NotReady, message: is made}"),
      "Applying", "is made"
    ),
    (status(yes), "Syncing", "not heard yet"),
    (status(yes, "complianceState: Unknown"), "Syncing", "not heard yet"),
    (status(yes, "complianceState: Suspended"), "Syncing", "suspended"),
    (status(yes, broken), "Failed", "GitRepository gitops/a: no way, and 1 more"),
    (status(yes, "complianceState: Non-Compliant"), "Failed", "Non-Compliant"),
    (
      status(yes, "complianceState: Compliant, connectivity: Offline"), "Syncing",
      "it is Offline"
    ),
    (status(yes, "complianceState: Compliant, connectivity: Connected"), "Ready", ""),
  ])
  func `an agent is as Azure says`(
    _ status: String, _ word: String, _ message: String
  ) throws {
    let state = AzureFluxHealth(try Self.configuration(status)).state
    #expect(state.word.rawValue == word)
    #expect(message.isEmpty ? state.message.isEmpty : state.message.contains(message))
  }

  private static func object(_ kind: Kind, _ spec: String) throws -> Object {
    var object = Object(kind.at(), namespace: "fleet", name: kind.plural)
    object.spec = try YAML.parse(spec)
    return object
  }

  @Test(arguments: [
    ("/subscriptions/s/resourceGroups/g/providers/Microsoft.Kubernetes/connectedClusters/e", true),
    ("/subscriptions/s/resourcegroups/g/providers/microsoft.kubernetes/connectedclusters/e", true),
    ("$<AKS>/providers/Microsoft.ContainerService/managedClusters/e", true),
    ("/x/providers/Microsoft.ContainerService/managedClusters/e/agentPools/p", false),
    ("/subscriptions/s/resourceGroups/g", false),
  ])
  func `a cluster in Azure is known by its id`(_ id: String, _ isOne: Bool) throws {
    let resource = try Self.object(.azureResource, "{id: \"\(id)\"}")
    #expect(AzureFluxAgent.home(among: [resource]) == (isOne ? resource : nil))
    let plane = try Self.object(.azureManagedControlPlane, "{}")
    #expect(AzureFluxAgent.home(among: [resource, plane]) == plane)
  }

  @Test func `facts are told where somebody names them`() throws {
    var cluster = Object(Kind.cluster.at(), namespace: "fleet", name: "demo")
    cluster.metadata.labels["environment"] = "prod"
    func substitute(_ more: String) throws -> Value? {
      let spec = try YAML.parse("{source: {url: \"https://host/p\"}, path: a, \(more)}")
      var agent = Object(Kind.gitOpsAgent.at(), namespace: "fleet", name: "platform")
      agent.spec = spec
      let flux = AzureFluxAgent(agent: GitOpsAgent(agent), cluster: Cluster(cluster))
      let object = try flux.object(path: "a", secret: nil, facts: [["REGION": "north"]])
      return object.spec["kustomizations", "platform", "postBuild", "substitute"]
    }
    #expect(try substitute("interval: 5m") == nil)
    let facts = try substitute("variablesFrom: [{kind: ConfigMap, name: region}]")
    #expect(
      facts == [
        "CLUSTER_ENVIRONMENT": "prod", "CLUSTER_NAME": "demo",
        "CLUSTER_NAMESPACE": "fleet", "REGION": "north",
      ])
  }
}
