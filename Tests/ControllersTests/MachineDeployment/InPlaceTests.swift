// SPDX-License-Identifier: Apache-2.0

import Controllers
import Kube
import Manifest
import Testing

@Suite struct InPlaceTests {
  static let deployment = #"""
    {"replicas": 3, "selector": {"matchLabels": {"a": "b"}},
     "deletion": {"order": "Oldest"}, "machineNaming": {"template": "x-{{ .random }}"},
     "template": {
       "metadata": {"labels": {"tier": "new"}, "annotations": {"note": "new"}},
       "spec": {"version": "v2", "minReadySeconds": 5, "taints": [{"key": "k"}],
                "infrastructureRef": {"name": "new"},
                "deletion": {"nodeDrainTimeoutSeconds": 60}}}}
    """#

  static let set = #"""
    {"replicas": 1, "selector": {"matchLabels": {"machine-template-hash": "h"}},
     "deletion": {"order": "Random"},
     "template": {
       "metadata": {"labels": {"tier": "old", "gone": "yes", "machine-template-hash": "h"}},
       "spec": {"version": "v1", "readinessGates": [{"conditionType": "G"}],
                "infrastructureRef": {"name": "old"}, "providerID": "x",
                "deletion": {"nodeDeletionTimeoutSeconds": 1}}}}
    """#

  static let expected = #"""
    {"replicas": 1, "selector": {"matchLabels": {"machine-template-hash": "h"}},
     "deletion": {"order": "Oldest"}, "machineNaming": {"template": "x-{{ .random }}"},
     "template": {
       "metadata": {"labels": {"tier": "new", "machine-template-hash": "h"},
                    "annotations": {"note": "new"}},
       "spec": {"version": "v1", "minReadySeconds": 5, "taints": [{"key": "k"}],
                "infrastructureRef": {"name": "old"}, "providerID": "x",
                "deletion": {"nodeDrainTimeoutSeconds": 60}}}}
    """#

  @Test func `what is in place follows, what replaces machines stays`() throws {
    let (deployment, set) = (try JSON.parse(Self.deployment), try JSON.parse(Self.set))
    let propagated = InPlaceFields.propagate(from: deployment, toSet: set)
    #expect(propagated == (try JSON.parse(Self.expected)))
    #expect(InPlaceFields.propagate(from: deployment, toSet: propagated) == propagated)
  }

  @Test func `nothing is left where nothing is said`() throws {
    let bare = InPlaceFields.propagate(from: [:], toSet: try JSON.parse(Self.set))
    #expect(bare["deletion"] == nil)
    #expect(bare["template", "metadata"] == ["labels": ["machine-template-hash": "h"]])
    #expect(bare["template", "spec", "deletion"] == nil)
    #expect(bare["template", "spec", "readinessGates"] == nil)
    #expect(bare["template", "spec", "version"] == "v1")
  }

  @Test func `a set's annotations are its deployment's and the planner's`() {
    let fenceposts = Fenceposts(.standard, replicas: 3)
    let prefix = "machinedeployment.clusters.x-k8s.io"
    let annotations = SetAnnotations.all(
      of: [
        "team": "a", "\(prefix)/revision": "9",
        "kubectl.kubernetes.io/last-applied-configuration": "{}",
        "cluster.x-k8s.io/conversion-data": "{}",
      ], fenceposts: fenceposts, revision: Revision(4, history: [1, 2]), mayCreate: false)
    #expect(
      annotations == [
        "team": "a", "\(prefix)/revision": "4", "\(prefix)/revision-history": "1,2",
        "\(prefix)/desired-replicas": "3", "\(prefix)/max-replicas": "4",
        "cluster.x-k8s.io/disable-machine-create": "true",
      ])
    #expect(SetAnnotations.revision(in: annotations) == Revision(4, history: [1, 2]))
    #expect(SetAnnotations.revision(in: ["\(prefix)/revision": "x"]) == nil)
    #expect(SetAnnotations.revision(in: [:]) == nil)
  }

  @Test(
    arguments: [
      (nil, nil, nil, 1), (4, nil, nil, 4), (nil, "2", "5", 2), (1, "2", "5", 2), (9, "2", "5", 5),
      (3, "2", "5", 3), (3, "x", "5", 3), (nil, "5", "2", 1), (nil, "2", nil, 1),
    ] as [(Int?, String?, String?, Int)])
  func `replicas that nobody set`(before: Int?, least: String?, most: String?, replicas: Int) {
    var annotations: [String: String] = [:]
    annotations["cluster.x-k8s.io/cluster-api-autoscaler-node-group-min-size"] = least
    annotations["cluster.x-k8s.io/cluster-api-autoscaler-node-group-max-size"] = most
    #expect(DefaultReplicas.replicas(before: before, annotations: annotations) == replicas)
  }
}
