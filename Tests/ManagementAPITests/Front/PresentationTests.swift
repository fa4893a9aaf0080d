// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest
import Testing

@testable import ManagementAPI

struct PresentationTests {
  private static let accepted: [(accept: String?, presentation: Presentation?)] = [
    (nil, .plain), ("", .plain), ("*/*", .plain), ("application/json", .plain),
    (
      "application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json",
      .table()
    ),
    ("application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json", .table(.v1beta1)),
    ("application/vnd.kubernetes.protobuf, application/json", .plain),
    ("application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1", .metadata()),
    ("application/json;as=Table;v=v2;g=meta.k8s.io,application/json", .plain),
    ("application/vnd.kubernetes.protobuf", nil), ("text/html", nil),
  ]

  @Test(arguments: accepted)
  func `the first shape that we have is given`(accept: String?, presentation: Presentation?) {
    #expect(Presentation.read(accept) == presentation)
  }

  /// Of so many most trees are let go of: their texts are read.
  @Test func `cells are the same whether objects come with them or not`() async throws {
    try await APICaller.run(now: { Time(seconds: 1000) }) { caller in
      for number in 0..<600 {
        try await caller.plane.make("m\(number)", spec: ["pool": "p"])
      }
      func table(_ included: String) async throws -> Value {
        try await caller.send(
          "GET", "\(APICaller.machines)?includeObject=\(included)",
          headers: ["Accept": "application/json;as=Table;v=v1;g=meta.k8s.io"]
        ).value
      }
      let (bare, full) = (try await table("None"), try await table("Object"))
      let rows = try #require(bare["rows"]?.list)
      #expect(rows.count == 600 && rows.allSatisfy { $0["object"] == nil })
      #expect(rows.compactMap { $0["cells"] } == full["rows"]?.list?.compactMap { $0["cells"] })
      #expect(rows[0]["cells"] == ["m0", "0s"])
      #expect(bare["metadata"] == full["metadata"])
    }
  }
}
