// SPDX-License-Identifier: Apache-2.0

import HTTP
import Kube
import Log
import ManagementAPI
import Manifest
import TestKit
import Testing

struct RESTMapperTests {
  private static let machine = GroupKind(group: "test.capctl.dev", kind: "Machine")

  @Test func `kinds are found, over HTTP and without`() async throws {
    try await TestServer.run { test in
      let apis: [any Discoverable] = [test.client, test.local]
      for api in apis {
        let mapper = RESTMapper(api)
        let machine = try await mapper.resource(Self.machine)
        #expect(machine.resource == TestServer.machines)
        #expect(machine.isNamespaced)
        #expect(machine.subresources == ["status"])
        let space = try await mapper.resource(GroupKind(group: "", kind: "Namespace"))
        #expect(!space.isNamespaced)
        #expect(try await mapper.resource(named: "ma").kind == "Machine")
        #expect(try await mapper.resource(named: "cm").resource == TestServer.configMaps)
        let address = try await mapper.address(of: TestServer.machine("a"))
        #expect(address == TestServer.at("a"))
      }
    }
  }

  @Test func `a kind that came later is found`() async throws {
    try await TestServer.run { test in
      let mapper = RESTMapper(test.client)
      let late = GroupKind(group: "late.capctl.dev", kind: "Guest")
      let missing = try await refusal { _ = try await mapper.resource(late) }
      #expect(missing?.isNotFound == true)
      #expect(missing?.message == "no matches for kind Guest.late.capctl.dev")
      let guest = ServedKind(
        group: late.group, kind: late.kind, plural: "guests", versions: [ServedVersion("v1")],
        storageVersion: "v1")
      test.api.serve(in: "") { $0.add(guest) }
      #expect(try await mapper.resource(late).resource.plural == "guests")
    }
  }

  private static let aggregated = """
    {"kind":"APIGroupDiscoveryList","items":[{"metadata":{"name":"apps"},"versions":[
    {"version":"v1","resources":[{"resource":"deployments","responseKind":{"kind":"Deployment"},
    "scope":"Namespaced","singularResource":"deployment","shortNames":["deploy"],"verbs":["get"],
    "subresources":[{"subresource":"scale"}]}]},{"version":"v1beta1","freshness":"Stale"}]}]}
    """

  @Test func `the aggregated form is read`() async throws {
    try await withStub { request, connection in
      #expect(request.headers["accept"]?.contains("as=APIGroupDiscoveryList") == true)
      let none = #"{"kind":"APIGroupDiscoveryList","items":[]}"#
      connection.answer(200, request.target == "/apis" ? Self.aggregated : none)
    } _: { mapper, stub in
      for name in ["deploy", "deployment", "deployments.apps", "deployments.v1.apps"] {
        let found = try await mapper.resource(named: name)
        #expect(found.resource == Resource(group: "apps", version: "v1", plural: "deployments"))
        #expect(found.subresources == ["scale"])
      }
      #expect(stub.requests.count == 2)
      let stale = GroupVersionKind(group: "apps", version: "v1beta1", kind: "Other")
      let error = try await refusal { _ = try await mapper.resource(stale) }
      #expect(error?.message.contains("apps/v1beta1 does not answer") == true)
    }
  }

  @Test func `a group that does not answer hides no other`() async throws {
    try await withStub { request, connection in
      switch request.target {
      case "/api": connection.answer(200, #"{"kind":"APIVersions","versions":["v1"]}"#)
      case "/apis":
        connection.answer(
          200,
          #"{"groups":[{"name":"x","versions":[{"version":"v1"},{"version":"v2"}],"#
            + #""preferredVersion":{"version":"v2"}}]}"#)
      case "/apis/x/v1":
        connection.answer(200, #"{"resources":[{"name":"as","kind":"A","namespaced":true}]}"#)
      case "/apis/x/v2": connection.answer(503, "asleep")
      default: connection.answer(200, #"{"resources":[{"name":"pods","kind":"Pod"}]}"#)
      }
    } _: { mapper, _ in
      #expect(try await mapper.resource(GroupKind(group: "x", kind: "A")).resource.version == "v1")
      #expect(try await mapper.resource(named: "pod").resource.plural == "pods")
      let error = try await refusal {
        _ = try await mapper.resource(GroupKind(group: "x", kind: "B"))
      }
      #expect(error?.reason == .serviceUnavailable)
    }
  }

  private func withStub(
    answer: @escaping StubServer.Answer, _ body: (RESTMapper, StubServer) async throws -> Void
  ) async throws {
    try await StubServer.run(answer: answer) { stub in
      let http = HTTPClient(environment: [:])
      try await body(RESTMapper(RemoteClient(ClusterAccess(server: stub.url), over: http)), stub)
      await http.shutdown()
    }
  }
}
