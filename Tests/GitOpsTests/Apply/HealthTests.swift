// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest
import Testing

@testable import GitOps

/// The rules of health, kind by kind.
struct HealthTests {
  @Test func `what is not there is gone`() { #expect(Health(of: nil).word == "NotFound") }

  private static let deployment =
    "{apiVersion: apps/v1, kind: Deployment, metadata: {generation: 2}, spec: {replicas: 2}, status: STATUS}"
  private static let cluster =
    "{apiVersion: cluster.x-k8s.io/v1beta2, kind: Cluster, metadata: {generation: 1}, status: STATUS}"
  private static let release =
    "{apiVersion: helm.toolkit.fluxcd.io/v2, kind: HelmRelease, metadata: {generation: 1}, status: STATUS}"
  private static let set =
    "{apiVersion: cluster.x-k8s.io/v1beta2, kind: MachineDeployment, metadata: {generation: 1}, spec: {replicas: 2}, status: STATUS}"
  private static let other =
    "{apiVersion: example.com/v1, kind: Widget, metadata: {generation: 3}, status: STATUS}"
  private static let canary = "{apiVersion: flagger.app/v1beta1, kind: Canary, status: STATUS}"

  @Test(arguments: [
    (deployment, "{}", "InProgress"),
    (
      deployment,
      "{observedGeneration: 1, replicas: 2, updatedReplicas: 2, availableReplicas: 2, readyReplicas: 2}",
      "InProgress"
    ),
    (
      deployment,
      "{observedGeneration: 2, replicas: 2, updatedReplicas: 1, availableReplicas: 2, readyReplicas: 2}",
      "InProgress"
    ),
    (
      deployment,
      "{observedGeneration: 2, replicas: 3, updatedReplicas: 2, availableReplicas: 2, readyReplicas: 2}",
      "InProgress"
    ),
    (
      deployment,
      "{observedGeneration: 2, replicas: 2, updatedReplicas: 2, availableReplicas: 2, readyReplicas: 2}",
      "Current"
    ),
    (
      deployment,
      "{observedGeneration: 2, conditions: [{type: Progressing, status: 'False', reason: ProgressDeadlineExceeded}]}",
      "Failed"
    ),
    (cluster, "{}", "InProgress"),
    (cluster, "{phase: Failed}", "Failed"),
    (cluster, "{conditions: [{type: Available, status: 'True'}]}", "Current"),
    (
      cluster, "{conditions: [{type: Available, status: 'False'}, {type: Ready, status: 'True'}]}",
      "InProgress"
    ),
    (cluster, "{conditions: [{type: Ready, status: 'True'}]}", "Current"),
    (release, "{}", "InProgress"),
    (
      release, "{observedGeneration: -1, conditions: [{type: Ready, status: 'True'}]}", "InProgress"
    ),
    (release, "{observedGeneration: 1, conditions: [{type: Ready, status: 'True'}]}", "Current"),
    (
      release,
      "{observedGeneration: 1, conditions: [{type: Ready, status: 'False', reason: InstallFailed}]}",
      "Failed"
    ),
    (
      release,
      "{observedGeneration: 1, conditions: [{type: Ready, status: 'False', reason: ArtifactFailed}]}",
      "InProgress"
    ),
    (
      set,
      "{replicas: 2, readyReplicas: 1, upToDateReplicas: 2, conditions: [{type: Available, status: 'True'}]}",
      "InProgress"
    ),
    (
      set,
      "{replicas: 2, readyReplicas: 2, upToDateReplicas: 2, conditions: [{type: Available, status: 'True'}]}",
      "Current"
    ),
    (other, "{}", "Current"),
    (other, "{observedGeneration: 2}", "InProgress"),
    (other, "{conditions: [{type: Ready, status: 'False'}]}", "InProgress"),
    (other, "{conditions: [{type: Stalled, status: 'True'}]}", "Failed"),
    (
      other, "{conditions: [{type: Reconciling, status: 'True'}, {type: Ready, status: 'True'}]}",
      "InProgress"
    ),
    (canary, "{phase: Initialized}", "Current"), (canary, "{phase: Succeeded}", "Current"),
    (canary, "{phase: Failed}", "Failed"), (canary, "{phase: Progressing}", "InProgress"),
    (canary, "{}", "InProgress"),
  ])
  func `health is as the rules say`(_ kind: String, _ status: String, _ word: String) throws {
    let object = Object(try YAML.parse(kind.replacing("STATUS", with: status)))
    #expect(Health(of: object).word == word)
  }

  @Test(arguments: [
    ("{apiVersion: v1, kind: Pod, status: {phase: Running}}", "InProgress"),
    ("{apiVersion: v1, kind: Pod, status: {phase: Succeeded}}", "Current"),
    (
      "{apiVersion: v1, kind: Pod, status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}",
      "Current"
    ),
    ("{apiVersion: v1, kind: Service, spec: {type: LoadBalancer}}", "InProgress"),
    ("{apiVersion: v1, kind: Service, spec: {type: ClusterIP}}", "Current"),
    ("{apiVersion: v1, kind: PersistentVolumeClaim, status: {phase: Bound}}", "Current"),
    ("{apiVersion: batch/v1, kind: Job, status: {}}", "InProgress"),
    (
      "{apiVersion: batch/v1, kind: Job, status: {conditions: [{type: Complete, status: 'True'}]}}",
      "Current"
    ),
    (
      "{apiVersion: batch/v1, kind: Job, status: {conditions: [{type: Failed, status: 'True'}]}}",
      "Failed"
    ),
    (
      "{apiVersion: v1, kind: ConfigMap, metadata: {deletionTimestamp: '2026-01-01T00:00:00Z'}}",
      "InProgress"
    ),
    (
      "{apiVersion: clusterconfig.azure.com/v1beta1, kind: FluxConfig, status: {complianceState: Compliant}}",
      "Current"
    ),
    (
      "{apiVersion: clusterconfig.azure.com/v1beta1, kind: FluxConfig, status: {complianceState: Non-Compliant}}",
      "Failed"
    ),
  ])
  func `and so for kinds of few words`(_ text: String, _ word: String) throws {
    #expect(Health(of: Object(try YAML.parse(text))).word == word)
  }
}
