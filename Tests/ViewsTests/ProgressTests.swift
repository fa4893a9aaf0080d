// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest
import Testing

@testable import Views

struct ProgressTests {
  @Test(arguments: [
    ("{observedGeneration: 1}", "spec update to be observed"),
    ("{observedGeneration: 2, replicas: 3, upToDateReplicas: 1}", "1 out of 3 new replicas"),
    ("{observedGeneration: 2, replicas: 4, upToDateReplicas: 3}", "1 old replicas are pending"),
    (
      "{observedGeneration: 2, replicas: 3, upToDateReplicas: 3, availableReplicas: 2}",
      "2 of 3 updated replicas are available"
    ),
    (
      "{observedGeneration: 2, replicas: 3, upToDateReplicas: 3, availableReplicas: 3}",
      "successfully rolled out"
    ),
  ])
  func `a roll-out tells how far it is`(_ status: String, _ words: String) throws {
    let object = Object(
      try YAML.parse(
        """
        {kind: MachineDeployment, metadata: {name: md, generation: 2}, spec: {replicas: 3}, status: \(status)}
        """))
    let progress = RolloutProgress(of: object)
    #expect(progress.words.contains(words))
    #expect(progress.isDone == words.hasPrefix("successfully"))
  }

  private static let ready = "conditions: [{type: Ready, status: \"True\", reason: a, message: b}]"
  private static let failed =
    "conditions: [{type: Ready, status: \"False\", reason: a, message: bad}]"

  @Test(arguments: [
    ("{lastAppliedRevision: \"main@sha1:abcd1234\", \(ready)}", "{}", "done"),
    ("{lastAppliedRevision: \"main@sha1:abcd1234\", \(failed)}", "{}", "failed"),
    ("{lastAppliedRevision: \"main@sha1:ffff\", \(ready)}", "{}", "waiting"),
    ("{}", "{}", "waiting"), ("{}", "{suspend: true}", "failed"),
    ("{lastAttemptedRevision: \"main@sha1:abcd1234\", \(failed)}", "{}", "failed"),
    ("{lastAttemptedRevision: \"main@sha1:ffff\", \(failed)}", "{}", "waiting"),
  ])
  func `a commit is there, or not yet, or never`(
    _ status: String, _ spec: String, _ end: String
  ) throws {
    let object = Object(
      try YAML.parse("{kind: Kustomization, metadata: {name: a}, spec: \(spec), status: \(status)}")
    )
    #expect("\(RevisionProgress(of: "ABCD123", in: object))".hasPrefix(end))
  }

  @Test(arguments: [
    ("bad", "cannot apply main@sha1:abcd1234: bad"),
    (
      "cannot apply main@sha1:abcd1234: a.yaml:1: bad",
      "cannot apply main@sha1:abcd1234: a.yaml:1: bad"
    ),
    (
      "cannot apply main@sha1:abcd1234: a.yaml:1: bad\\n  b.yaml:2: worse",
      "cannot apply main@sha1:abcd1234:\n  a.yaml:1: bad\n  b.yaml:2: worse"
    ),
  ])
  func `what is wrong with a commit is told line by line`(
    _ message: String, _ words: String
  ) throws {
    let status =
      "lastAttemptedRevision: \"main@sha1:abcd1234\", conditions: [{type: Ready, status: \"False\", reason: a, message: \"\(message)\"}]"
    let object = Object(try YAML.parse("{kind: Kustomization, status: {\(status)}}"))
    #expect(RevisionProgress(of: "abcd1234", in: object) == .failed(words))
  }

  @Test(arguments: [
    ("a\n b", "a b"), ("* A:\n  * b\n  * c\n* D: e", "A: b; c; D: e"), ("", ""), ("* a", "a"),
    ("a:\n* b", "a: b"),
  ])
  func `a list becomes a line`(_ text: String, _ line: String) { #expect(text.flat == line) }

  @Test(arguments: [
    ("{type: Available, status: \"True\"}", "done"),
    ("{type: Available, status: \"False\"}", "waiting"),
    ("{type: Available, status: \"True\"}, {type: RollingOut, status: \"True\"}", "waiting"),
    ("", "waiting"),
  ])
  func `a commit is there when its clusters are`(_ conditions: String, _ end: String) throws {
    let object = Object(
      try YAML.parse("{status: {lastAppliedRevision: \"main@sha1:abcd1234\", \(Self.ready)}}"))
    let cluster = Object(
      try YAML.parse(
        "{kind: Cluster, metadata: {name: a}, status: {conditions: [\(conditions)]}}"))
    let progress = RevisionProgress(of: "abcd1234", in: object, clusters: [cluster])
    #expect("\(progress)".hasPrefix(end))
  }

  @Test func `each kind is stopped in its own way`() {
    func text(_ group: String, _ kind: String) -> String {
      JSON.text(SwitchPatch.patch(of: GroupKind(group: group, kind: kind), isStopped: true))
    }
    #expect(text("kustomize.toolkit.fluxcd.io", "Kustomization") == #"{"spec":{"suspend":true}}"#)
    #expect(text("cluster.x-k8s.io", "Cluster") == #"{"spec":{"paused":true}}"#)
    #expect(text("cluster.x-k8s.io", "Machine").contains(#""cluster.x-k8s.io/paused":"true""#))
  }
}
