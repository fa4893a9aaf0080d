// SPDX-License-Identifier: Apache-2.0

import Kube
import Testing

@testable import ManagementAPI

struct RouteTests {
  static let v1 = GroupVersion(group: "", version: "v1")

  private static func core(
    _ plural: String, in namespace: String? = nil, _ name: String? = nil, _ door: String? = nil
  ) -> Route {
    let resource = Resource(group: "", version: "v1", plural: plural)
    return .resource(Address(resource, namespace: namespace, name: name, subresource: door))
  }

  private static let paths: [(path: String, cluster: String, route: Route)] = [
    ("/", "", .root), ("/openapi/v2", "", .openAPI2), ("/openapi/v3", "", .openAPI3),
    ("/openapi/v3/api/v1", "", .openAPI3Version(v1)),
    (
      "/clusters/a/b/openapi/v3/apis/apps/v1", "a/b",
      .openAPI3Version(GroupVersion(group: "apps", version: "v1"))
    ),
    ("/healthz", "", .health), ("/version", "", .version), ("/api", "", .coreVersions),
    ("/apis", "", .groups), ("/apis/apps", "", .group("apps")), ("/api/v1", "", .resources(v1)),
    ("/apis/apps/v1", "", .resources(GroupVersion(group: "apps", version: "v1"))),
    ("/api/v1/namespaces", "", core("namespaces")),
    ("/api/v1/namespaces/demo", "", core("namespaces", in: nil, "demo")),
    ("/api/v1/namespaces/demo/status", "", core("namespaces", in: nil, "demo", "status")),
    ("/api/v1/namespaces/demo/finalize", "", core("namespaces", in: nil, "demo", "finalize")),
    ("/api/v1/namespaces/demo/secrets", "", core("secrets", in: "demo")),
    ("/api/v1/namespaces/demo/secrets/a", "", core("secrets", in: "demo", "a")),
    ("/api/v1/namespaces/demo/pods/a/eviction", "", core("pods", in: "demo", "a", "eviction")),
    ("/api/v1/secrets", "", core("secrets")),
    ("/clusters/ns/c1/api/v1/pods", "ns/c1", core("pods")),
    ("/clusters/ns/c1/version", "ns/c1", .version),
  ]

  @Test(arguments: paths)
  func `a path says what it asks for`(path: String, cluster: String, route: Route) throws {
    let read = try #require(Route.read(path))
    #expect(read.cluster == cluster)
    #expect(read.route == route)
  }

  @Test(arguments: [
    "/nothing", "/openapi", "/openapi/v1", "/openapi/v3/apis/apps", "/clusters", "/clusters/a",
    "/api/v1/namespaces/a/pods/b/log/c",
    "/apis/apps/v1/namespaces/a/b/c/d/e",
  ])
  func `a path that asks for nothing there is has no route`(path: String) {
    #expect(Route.read(path) == nil)
  }
}
