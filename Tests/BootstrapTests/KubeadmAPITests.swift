// SPDX-License-Identifier: Apache-2.0

import Bootstrap
import Testing

struct KubeadmAPITests {
  @Test(arguments: [
    ("v1.15.0", KubeadmAPI.v1beta2), ("v1.20.2", .v1beta2), ("1.21.14", .v1beta2),
    ("v1.22.0-alpha.1", .v1beta3), ("v1.22.0", .v1beta3), ("v1.30.9", .v1beta3),
    ("v1.31.0-beta.0", .v1beta4), ("v1.31.0+vendor.1", .v1beta4), ("v1.44.1", .v1beta4),
  ])
  func `the version of Kubernetes chooses kubeadm's`(version: String, api: KubeadmAPI) throws {
    #expect(try KubeadmAPI(kubernetes: version) == api)
  }

  @Test(arguments: [
    "", "v", "v1", "v1.31", "1.31.x", "v2.0.0", "v0.31.0", "v1.14.9", "latest", "v1..1",
  ])
  func `what is no such version is refused by its name`(version: String) throws {
    let error = #expect(throws: BootstrapError.self) { try KubeadmAPI(kubernetes: version) }
    #expect(error?.action.contains("for Kubernetes \(version)") == true)
  }
}
