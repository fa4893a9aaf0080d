// SPDX-License-Identifier: Apache-2.0

import Kube
import Testing

struct AddressTests {
  static let pods = Resource(group: "", version: "v1", plural: "pods")
  static let machines = Resource(group: "cluster.x-k8s.io", version: "v1beta2", plural: "machines")

  @Test(arguments: [
    (Address(pods), "/api/v1/pods", "pods"),
    (
      Address(pods, namespace: "demo", name: "a", subresource: "eviction"),
      "/api/v1/namespaces/demo/pods/a/eviction", "pods/eviction demo/a"
    ),
    (
      Address(machines, namespace: "demo", name: "cp-0"),
      "/apis/cluster.x-k8s.io/v1beta2/namespaces/demo/machines/cp-0",
      "machines.cluster.x-k8s.io demo/cp-0"
    ),
  ])
  func `an address has a path, and a name for people`(
    address: Address, path: String, description: String
  ) {
    #expect(address.path == path)
    #expect("\(address)" == description)
  }
}
