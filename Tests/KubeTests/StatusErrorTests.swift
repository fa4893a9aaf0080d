// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest
import Testing

struct StatusErrorTests {
  static let address = Address(AddressTests.machines, namespace: "demo", name: "cp-0")

  @Test(arguments: [
    (StatusError.notFound(address), 404, "machines.cluster.x-k8s.io \"cp-0\" not found"),
    (StatusError.alreadyExists(address), 409, "machines.cluster.x-k8s.io \"cp-0\" already exists"),
    (
      StatusError.conflict(address), 409,
      "Operation cannot be fulfilled on machines.cluster.x-k8s.io \"cp-0\": the object has been modified; please apply your changes to the latest version and try again"
    ),
    (
      StatusError.invalid(
        GroupKind(group: "cluster.x-k8s.io", kind: "Machine"), name: "cp-0",
        [.required("spec.clusterName"), .invalid("spec.replicas", -1, "must not be negative")]),
      422,
      "Machine.cluster.x-k8s.io \"cp-0\" is invalid: [spec.clusterName: Required value, spec.replicas: Invalid value: -1: must not be negative]"
    ),
  ])
  func `messages are those of Kubernetes`(error: StatusError, code: Int, message: String) {
    #expect(error.code == code)
    #expect(error.message == message)
  }

  @Test func `an error survives the wire`() throws {
    let error = StatusError.invalid(
      GroupKind(group: "", kind: "Pod"), name: "a",
      [.notSupported("x", "q", supported: ["a", "b"])])
    #expect(try #require(StatusError(error.value)) == error)
    #expect(error.value["details", "causes"]?.list?.first?["field"] == "x")
  }

  @Test func `a success is no error, and neither is another object`() {
    #expect(StatusError(["kind": "Status", "status": "Success"]) == nil)
    #expect(StatusError(["kind": "Pod"]) == nil)
  }

  @Test func `a person reads what was attempted`() {
    var error = StatusError.notFound(Self.address)
    error.attempt = "delete machines.cluster.x-k8s.io demo/cp-0"
    #expect(
      "\(error)"
        == "cannot delete machines.cluster.x-k8s.io demo/cp-0: machines.cluster.x-k8s.io \"cp-0\" not found"
    )
  }
}
