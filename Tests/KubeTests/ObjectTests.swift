// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest
import Testing

struct ObjectTests {
  static let machine = GroupVersionKind(
    group: "cluster.x-k8s.io", version: "v1beta2", kind: "Machine")

  @Test func `metadata that is taken away leaves no key behind`() {
    var object = Object(Self.machine, namespace: "demo", name: "cp-0")
    object.metadata.labels = ["b": "2", "a": "1"]
    object.metadata.finalizers = ["machine.cluster.x-k8s.io"]
    #expect(
      object.value == [
        "apiVersion": "cluster.x-k8s.io/v1beta2", "kind": "Machine",
        "metadata": [
          "namespace": "demo", "name": "cp-0", "labels": ["a": "1", "b": "2"],
          "finalizers": ["machine.cluster.x-k8s.io"],
        ],
      ])
    object.metadata.labels = [:]
    object.metadata.finalizers = []
    object.metadata.namespace = nil
    #expect(object.value["metadata"] == ["name": "cp-0"])
  }

  @Test func `an object says which it is, and nothing of what it holds`() {
    var object = Object(Self.machine, namespace: "demo", name: "cp-0")
    object.spec = ["token": "abcdef.0123456789abcdef"]
    #expect("\(object)" == "Machine demo/cp-0")
    #expect(object.groupVersionKind == Self.machine)
  }

  @Test func `an owner is found again in its reference`() {
    var owner = Object(Self.machine, namespace: "demo", name: "cp-0")
    owner.metadata.uid = "u-1"
    let reference = OwnerReference(to: owner, isController: true)
    #expect(OwnerReference(reference.value) == reference)
    #expect(reference.groupKind == Self.machine.groupKind)
    #expect(OwnerReference(["kind": "Machine"]) == nil)
  }

  @Test(arguments: [
    ("v1", GroupVersion(group: "", version: "v1")),
    ("apps/v1", GroupVersion(group: "apps", version: "v1")),
    ("", nil), ("a/b/c", nil), ("apps/", nil),
  ])
  func `an apiVersion is a version, or a group and a version`(text: String, parsed: GroupVersion?) {
    #expect(GroupVersion(text) == parsed)
  }
}
