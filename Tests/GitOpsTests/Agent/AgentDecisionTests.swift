// SPDX-License-Identifier: Apache-2.0

import API
import Foundation
import Kube
import Manifest
import Site
import Testing

@testable import GitOps

/// What is decided about agents, without any cluster.
struct AgentDecisionTests {
  private static let now = Time(seconds: 1_000)

  private static func agent(_ name: String, _ spec: String, made: Int64 = 0) throws -> Object {
    var object = Object(Kind.gitOpsAgent.at(), namespace: "fleet", name: name)
    object.spec = try YAML.parse(spec)
    object.metadata.creationTimestamp = Time(seconds: made)
    return object
  }

  private static func cluster(
    _ name: String, _ labels: [String: String] = [:], namespace: String = "fleet"
  ) -> Object {
    var object = Object(Kind.cluster.at(), namespace: namespace, name: name)
    object.metadata.labels = labels
    return object
  }

  private static let clusters = [
    cluster("b", ["env": "prod"]), cluster("a", ["env": "prod"]), cluster("c", ["env": "staging"]),
    cluster("d", ["env": "prod"], namespace: "other"),
  ]

  @Test(arguments: [
    ("clusterSelector: {matchLabels: {env: prod}}", ["a", "b"]),
    ("clusterSelector: {}", ["a", "b", "c"]),
    ("clusterSelector: {matchExpressions: [{key: env, operator: NotIn, values: [prod]}]}", ["c"]),
    ("clusterRef: {name: a}", ["a"]), ("clusterRef: {name: missing}", ["missing"]),
  ])
  func `an agent is for the clusters of its namespace that it names`(
    _ spec: String, _ wanted: [String]
  ) throws {
    let agent = GitOpsAgent(try Self.agent("x", spec))
    #expect(try AgentSelection.clusters(of: agent, among: Self.clusters) == wanted)
  }

  @Test(arguments: ["{}", "{clusterRef: {name: a}, clusterSelector: {}}"])
  func `an agent names its clusters in one way`(_ spec: String) throws {
    let agent = GitOpsAgent(try Self.agent("x", spec))
    #expect(throws: GitOpsError.self) {
      try AgentSelection.clusters(of: agent, among: Self.clusters)
    }
  }

  @Test func `of two agents the older one has the cluster`() throws {
    let agents = [
      try Self.agent("young", "clusterSelector: {}", made: 2),
      try Self.agent("old", "clusterRef: {name: a}", made: 1),
    ]
    #expect(AgentSelection.holder(of: Self.clusters[1], among: agents)?.name == "old")
    #expect(AgentSelection.holder(of: Self.clusters[0], among: agents)?.name == "young")
  }

  private static func entry(_ name: String, _ state: String, since: Int64) -> Value {
    [
      "name": .string(name), "state": .string(state),
      "since": .string("\(Time(seconds: since))"),
    ]
  }

  @Test func `a status keeps what it knew until there is news`() {
    let former = [Self.entry("a", "Ready", since: 1), Self.entry("b", "Syncing", since: 2)]
    let report = AgentReport(
      former: former, names: ["a", "b", "c"], states: ["b": AgentState(word: .ready)], at: Self.now)
    #expect(report.clusters.map { $0["state"] } == ["Ready", "Ready", "Waiting"])
    #expect(report.clusters[0] == former[0])
    #expect(report.clusters[1]["since"]?.string == "\(Self.now)")
    #expect(report.ready.status == .no)
    #expect(report.ready.message.hasPrefix("2 of 3 clusters are ready"))
  }

  @Test func `the same state keeps its time, and changes nothing`() {
    let former = [Self.entry("a", "Ready", since: 1)]
    let report = AgentReport(
      former: former, names: ["a"], states: ["a": AgentState(word: .ready)], at: Self.now)
    #expect(report.clusters == former)
    #expect(report.ready.status == .yes)
  }

  @Test func `a cluster that is left stays until its agent is out`() {
    let former = [Self.entry("a", "Ready", since: 1)]
    func names(_ states: [String: AgentState]) -> [Value?] {
      AgentReport(former: former, names: [], states: states, at: Self.now).clusters.map {
        $0["name"]
      }
    }
    #expect(names([:]) == ["a"])
    #expect(names(["a": AgentState(word: .removing)]) == ["a"])
    #expect(names(["a": AgentState(word: .removed)]).isEmpty)
  }

  @Test(arguments: [
    (
      "ssh://git@host:30022/p.git", "ssh://git@sshd.git/p.git", "[host]:30022 ssh-ed25519 AAAA\n",
      "[host]:30022 ssh-ed25519 AAAA\nsshd.git ssh-ed25519 AAAA\n"
    ),
    (
      "git@host:p.git", "ssh://git@inside:2222/p.git", "other ssh-rsa B\nhost,1.2.3.4 ssh-rsa A\n",
      "other ssh-rsa B\nhost,1.2.3.4 ssh-rsa A\n[inside]:2222 ssh-rsa A\n"
    ),
    ("ssh://git@host/p", "ssh://git@host/p", "host ssh-rsa A\n", "host ssh-rsa A\n"),
  ])
  func `a server is known inside by the keys that it has outside`(
    _ outside: String, _ inside: String, _ hosts: String, _ wanted: String
  ) {
    var secret = Object(
      GroupVersionKind(group: "", version: "v1", kind: "Secret"), namespace: "fleet", name: "key")
    secret.value["data"] = [
      "known_hosts": .string(Data(hosts.utf8).base64EncodedString()), "identity": "c2VjcmV0",
    ]
    let copy = AgentSecret.copy(of: secret, to: "there", outside: outside, inside: inside)
    #expect(copy.secretText("known_hosts") == wanted)
    #expect(copy.secretText("identity") == "secret")
    #expect(copy.namespace == "there")
  }

  private static func followed(_ kind: Kind, _ status: String) throws -> Object {
    var object = Object(kind.at(), namespace: "capctl-system", name: "x")
    object.metadata.generation = 1
    object.value["status"] = try YAML.parse(status)
    return object
  }

  private static func ready(_ status: String, _ message: String = "m", seen: Int = 1) -> String {
    "{observedGeneration: \(seen), lastAppliedRevision: r, conditions: "
      + "[{type: Ready, status: '\(status)', reason: R, message: \(message)}]}"
  }

  @Test(arguments: [
    (ready("True"), ready("True"), "{availableReplicas: 1}", "Ready", ""),
    (ready("True"), ready("Unknown", "works"), "{availableReplicas: 1}", "Syncing", "works"),
    (ready("False", "no-way"), ready("True"), "{availableReplicas: 1}", "Failed", "no-way"),
    (ready("True"), ready("False", "broken"), "{availableReplicas: 1}", "Failed", "broken"),
    ("{}", "{}", "{}", "Syncing", "no pod that is available"),
    (ready("True"), ready("True", seen: 0), "{availableReplicas: 1}", "Syncing", "not looked"),
    (
      "{}", "{}", "{conditions: [{type: Available, status: 'False', message: 'no room'}]}",
      "Syncing", "no room"
    ),
  ])
  func `an agent is as well as what it follows`(
    _ repository: String, _ kustomization: String, _ deployment: String, _ word: String,
    _ message: String
  ) throws {
    var pod = Object(
      GroupVersionKind(group: "apps", version: "v1", kind: "Deployment"), name: "capctl-agent")
    pod.value["status"] = try YAML.parse(deployment)
    pod.spec = try YAML.parse("template: {spec: {containers: [{image: 'a/b:v1'}]}}")
    let state = AgentHealth.state(
      try Self.followed(.gitRepository, repository),
      try Self.followed(.kustomization, kustomization), deployment: pod)
    #expect(state.word.rawValue == word)
    #expect(message.isEmpty || state.message.contains(message), "\(state.message)")
    #expect(state.version == "v1")
  }

  private static func node(_ status: String, _ message: String) throws -> Object {
    let kind = GroupVersionKind(group: "", version: "v1", kind: "Node")
    var node = Object(kind, name: "n")
    node.value["status"] = try YAML.parse(
      "{conditions: [{type: Ready, status: '\(status)', reason: R, message: '\(message)'}]}")
    return node
  }

  @Test func `that there is no network of pods is told`() throws {
    let without = try Self.node(
      "False", "network not ready: NetworkReady=false reason:NetworkPluginNotReady message:cni")
    let with = try Self.node("True", "kubelet is posting ready status")
    let sick = try Self.node("False", "PLEG is not healthy")
    #expect(AgentHealth.missingNetwork(of: [without, sick])?.contains("spec.before") == true)
    for nodes in [[], [with], [with, without], [sick]] {
      #expect(AgentHealth.missingNetwork(of: nodes) == nil)
    }
  }
}
