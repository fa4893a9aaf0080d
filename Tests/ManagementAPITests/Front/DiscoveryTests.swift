// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest
import Testing

@testable import ManagementAPI

struct DiscoveryTests {
  private let discovery = Discovery(catalog: TestPlane.kinds, host: "127.0.0.1:1")

  private func resource(_ name: String, in version: GroupVersion) -> Value? {
    discovery.resources(version)?["resources"]?.list?.first { $0["name"]?.string == name }
  }

  @Test func `groups name their versions, the core group apart`() {
    let names = discovery.groups["groups"]?.list?.compactMap { $0["name"]?.string }
    #expect(names?.contains("coordination.k8s.io") == true)
    #expect(names?.contains("test.capctl.dev") == true)
    #expect(names?.contains("") == false)
    #expect(
      discovery.group("test.capctl.dev")?["preferredVersion", "groupVersion"]
        == "test.capctl.dev/v1")
    #expect(discovery.group("policy")?["preferredVersion", "version"] == "v1")
    #expect(discovery.group("nothing") == nil)
    #expect(
      discovery.coreVersions["serverAddressByClientCIDRs"]
        == [["clientCIDR": "0.0.0.0/0", "serverAddress": "127.0.0.1:1"]])
  }

  @Test func `resources come with the doors they have`() throws {
    let version = GroupVersion(group: "test.capctl.dev", version: "v1")
    let resources = try #require(discovery.resources(version)?["resources"]?.list)
    #expect(resources.compactMap { $0["name"]?.string } == ["machines", "machines/status"])
    #expect(resources[0]["namespaced"] == true)
    #expect(discovery.resources(GroupVersion(group: "x", version: "v1")) == nil)
  }

  @Test func `a door says what goes through it`() {
    let apps = GroupVersion(group: "apps", version: "v1")
    let scale = resource("deployments/scale", in: apps)
    #expect(scale?["group"] == "autoscaling")
    #expect(scale?["kind"] == "Scale")
    let core = GroupVersion(group: "", version: "v1")
    #expect(resource("pods/eviction", in: core)?["kind"] == "Eviction")
    #expect(resource("namespaces/finalize", in: core)?["verbs"] == ["update"])
    #expect(resource("namespaces/status", in: core)?["kind"] == "Namespace")
  }

  @Test func `a namespace is not deleted in numbers`() throws {
    let core = GroupVersion(group: "", version: "v1")
    let verbs = resource("namespaces", in: core)?["verbs"]?.list ?? []
    #expect(verbs.contains("delete") && !verbs.contains("deletecollection"))
  }

  /// As kube-apiserver 1.20.2 says it.
  @Test(arguments: [
    ("", "v1", "secrets", "S6u1pOWzb84="), ("apps", "v1", "deployments", "8aSe+NMegvE="),
    ("policy", "v1beta1", "poddisruptionbudgets", nil),
  ])
  func `how objects are kept has a hash`(
    group: String, version: String, name: String, hash: String?
  ) {
    let found = resource(name, in: GroupVersion(group: group, version: version))
    #expect(found?["storageVersionHash"]?.string?.count == 12)
    if let hash { #expect(found?["storageVersionHash"]?.string == hash) }
  }

  @Test func `everything at once says the same as one by one`() throws {
    for version in ["v2", "v2beta1"] {
      let document = discovery.aggregated(ofCore: false, in: version)
      #expect(document["apiVersion"]?.string == "apidiscovery.k8s.io/\(version)")
      for group in document["items"]?.list ?? [] {
        let name = group["metadata"]?["name"]?.string ?? ""
        let one = discovery.group(name)?["versions"]?.list?.compactMap { $0["version"] }
        #expect(group["versions"]?.list?.compactMap { $0["version"] } == one, "\(name)")
        for entry in group["versions"]?.list ?? [] {
          let version = GroupVersion(group: name, version: entry["version"]?.string ?? "")
          let resources = entry["resources"]?.list ?? []
          let names = resources.flatMap { resource in
            let main = resource["resource"]?.string ?? ""
            let doors = resource["subresources"]?.list ?? []
            return [main] + doors.map { "\(main)/\($0["subresource"]?.string ?? "")" }
          }
          let listed = discovery.resources(version)?["resources"]?.list ?? []
          #expect(names == listed.compactMap { $0["name"]?.string }, "\(version)")
        }
      }
    }
    let core = discovery.aggregated(ofCore: true, in: "v2")["items"]?.list
    #expect(core?.count == 1)
    #expect(core?.first?["metadata"]?["name"] == nil)
  }

  @Test func `the list of paths leads to all that is served`() {
    let paths = discovery.paths["paths"]?.list ?? []
    for path in ["/api", "/api/v1", "/apis", "/apis/apps", "/apis/apps/v1", "/openapi/v2"] {
      #expect(paths.contains(.string(path)), "\(path)")
    }
  }
}
