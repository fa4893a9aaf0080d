// SPDX-License-Identifier: Apache-2.0

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
}
