// SPDX-License-Identifier: Apache-2.0

import Foundation
import Kube
import ManagementAPI
import Manifest
import Spawn
import TestKit
import Testing

/// The life of objects through the real kubectl, whichever version is on PATH.
struct KubectlLifeTests {
  private func machine(_ name: String, owner: Value? = nil, finalizer: String? = nil) -> String {
    var object = TestPlane.machine(name, spec: ["replicas": 1])
    if let owner {
      let reference = OwnerReference(to: Object(owner), blocksDeletion: true)
      object.metadata.ownerReferences = [reference]
    }
    if let finalizer { object.metadata.finalizers = [finalizer] }
    return JSON.text(object.value)
  }

  @Test(arguments: ["background", "foreground", "orphan"])
  func `a deletion cascades as it is told to`(cascade: String) async throws {
    try await KubectlPlane.run { plane, kubectl in
      try await kubectl("create", "-f", "-", input: machine("owner"))
      let owner = try await plane.client.get(TestPlane.at("owner"))
      try await kubectl("create", "-f", "-", input: machine("child", owner: owner.value))
      let said = try await kubectl("delete", "machine", "owner", "--cascade=\(cascade)")
      #expect(said.contains("deleted"))
      if cascade == "orphan" {
        let child = try await plane.client.get(TestPlane.at("child"))
        #expect(child.metadata.ownerReferences.isEmpty)
      } else {
        try await kubectl("wait", "--for=delete", "machine/child", "--timeout=60s")
      }
    }
  }

  @Test func `a namespace is deleted with all that is in it`() async throws {
    try await KubectlPlane.run { plane, kubectl in
      try await kubectl("create", "-f", "-", input: machine("a"))
      try await kubectl("create", "configmap", "c", "--from-literal=a=b")
      try await kubectl("delete", "namespace", "demo", "--timeout=60s")
      let at = Address(TestPlane.namespaces, name: "demo")
      #expect(try await plane.client.find(at) == nil)
      #expect(try await plane.client.list(Address(TestPlane.configMaps)).items.isEmpty)
    }
  }

  @Test func `objects scale`() async throws {
    try await KubectlPlane.run { plane, kubectl in
      plane.server.serve(in: "") { catalog in
        guard var kind = catalog.find(GroupKind(group: TestPlane.machines.group, kind: "Machine"))
        else { return }
        kind.versions[0].scale = ScalePaths(
          specReplicas: ".spec.replicas", statusReplicas: ".status.replicas", labelSelector: nil)
        catalog.add(kind)
      }
      try await kubectl("create", "-f", "-", input: machine("a"))
      try await kubectl("scale", "machine", "a", "--replicas=5")
      #expect(try await plane.client.get(TestPlane.at("a")).spec["replicas"] == 5)
      await #expect(throws: (any Error).self) {
        try await kubectl("scale", "machine", "a", "--current-replicas=2", "--replicas=9")
      }
      let deployment = """
        {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "d"}, "spec": {
         "selector": {"matchLabels": {"a": "b"}}, "template": {"metadata": {"labels": {"a": "b"}},
         "spec": {"containers": [{"name": "c", "image": "i"}]}}}}
        """
      try await kubectl("create", "-f", "-", input: deployment)
      try await kubectl("scale", "deployment/d", "--replicas=3")
      let replicas = try await kubectl("get", "deploy", "d", "-o", "jsonpath={.spec.replicas}")
      #expect(replicas == "3")
    }
  }

  @Test func `a deletion waits for finalizers, unless it is told not to`() async throws {
    try await KubectlPlane.run { plane, kubectl in
      try await kubectl(
        "create", "-f", "-", input: machine("a", finalizer: "capctl.dev/hold"))
      try await kubectl("delete", "machine", "a", "--wait=false")
      #expect(try await plane.client.get(TestPlane.at("a")).isDeleting)
      try await kubectl(
        "patch", "machine", "a", "--type=merge", "-p", #"{"metadata": {"finalizers": null}}"#)
      try await kubectl("wait", "--for=delete", "machine/a", "--timeout=60s")
      try await kubectl("create", "-f", "-", input: machine("b"))
      let dry = try await kubectl("delete", "machine", "b", "--dry-run=server")
      #expect(dry.contains("server dry run"))
      #expect(try await plane.client.find(TestPlane.at("b")) != nil)
    }
  }

  @Test func `one may ask who one is and what one may do`() async throws {
    try await KubectlPlane.run { _, kubectl in
      #expect(try await kubectl("auth", "can-i", "delete", "machines") == "yes\n")
      let rules = try await kubectl("auth", "can-i", "--list")
      #expect(rules.contains("*.*") && rules.contains("[*]"))
      try await kubectl("create", "serviceaccount", "robot")
      try await kubectl("create", "role", "r", "--verb=get,list", "--resource=configmaps")
      try await kubectl("create", "rolebinding", "b", "--role=r", "--serviceaccount=demo:robot")
      let robot = "--as=system:serviceaccount:demo:robot"
      #expect(try await kubectl("auth", "can-i", "list", "configmaps", robot) == "yes\n")
      try await kubectl("get", "configmaps", robot)
      await #expect {
        try await kubectl("delete", "configmap", "nope", robot)
      } throws: {
        "\($0)".contains("User \"system:serviceaccount:demo:robot\" cannot delete")
      }
    }
  }
}
