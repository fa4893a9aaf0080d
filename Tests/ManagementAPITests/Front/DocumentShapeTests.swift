// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ManagementAPI

struct DocumentShapeTests {
  private static let proto = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf"
  private static let kubectl =
    "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
    + "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json"

  private static let accepted: [(accept: String?, all: DocumentShape?, openAPI: DocumentShape?)] = [
    (nil, .plain, .plain), ("", .plain, .plain), ("*/*", .plain, .plain),
    ("application/json, */*", .plain, .plain),
    ("application/vnd.kubernetes.protobuf,application/json", .plain, .plain),
    ("application/vnd.kubernetes.protobuf", nil, nil), (proto, nil, .proto),
    ("application/json,\(proto)", .plain, .plain), (kubectl, .aggregated("v2"), .plain),
    (
      "application/json;as=APIGroupDiscoveryList;v=v2beta1;g=apidiscovery.k8s.io",
      .aggregated("v2beta1"), nil
    ),
    ("application/json;as=APIGroupDiscoveryList;v=v9;g=apidiscovery.k8s.io", nil, nil),
  ]

  @Test(arguments: accepted)
  func `the first shape that there is is given`(
    accept: String?, all: DocumentShape?, openAPI: DocumentShape?
  ) {
    #expect(DocumentShape.read(accept, isAggregated: true) == all)
    #expect(DocumentShape.read(accept, hasProto: true) == openAPI)
  }
}
