// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest
import Testing

@testable import ManagementAPI

struct DiscoveryTests {
  private let discovery = Discovery(catalog: TestPlane.kinds)

  @Test func `groups name their versions, the core group apart`() {
    let names = discovery.groups["groups"]?.list?.compactMap { $0["name"]?.string }
    #expect(names?.contains("coordination.k8s.io") == true)
    #expect(names?.contains("test.capctl.dev") == true)
    #expect(names?.contains("") == false)
    #expect(
      discovery.group("test.capctl.dev")?["preferredVersion", "groupVersion"]
        == "test.capctl.dev/v1")
    #expect(discovery.group("nothing") == nil)
  }

  @Test func `resources come with the doors they have`() throws {
    let version = GroupVersion(group: "test.capctl.dev", version: "v1")
    let resources = try #require(discovery.resources(version)?["resources"]?.list)
    #expect(resources.compactMap { $0["name"]?.string } == ["machines", "machines/status"])
    #expect(resources[0]["namespaced"] == true)
    #expect(discovery.resources(GroupVersion(group: "x", version: "v1")) == nil)
  }
}
