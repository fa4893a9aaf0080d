// SPDX-License-Identifier: Apache-2.0

/// In which shape a client wants a document, by its `Accept` header: the first one we can give.
enum DocumentShape: Hashable {
  case plain
  /// All of discovery at once, in this version of `apidiscovery.k8s.io`.
  case aggregated(String)
  /// OpenAPI in protocol buffers.
  case proto

  /// `hasProto` and `isAggregated` say which shapes there are beside JSON. Nil where the client takes none
  /// of them.
  static func read(
    _ accept: String?, isAggregated: Bool = false, hasProto: Bool = false
  ) -> DocumentShape? {
    guard let accept, !accept.isEmpty else { return .plain }
    for alternative in accept.split(separator: ",") {
      let parts = alternative.split(separator: ";").map { String($0.filter { $0 != " " }) }
      if hasProto, let type = parts.first, OpenAPIProto.asked.contains(type) { return .proto }
      guard ["application/json", "*/*", "application/*"].contains(parts.first) else { continue }
      if !parts.contains(where: { $0.hasPrefix("as=") }) { return .plain }
      guard isAggregated, parts.contains("g=apidiscovery.k8s.io"),
        parts.contains("as=APIGroupDiscoveryList")
      else { continue }
      for version in ["v2", "v2beta1"] where parts.contains("v=\(version)") {
        return .aggregated(version)
      }
    }
    return nil
  }

  var mediaType: String {
    switch self {
    case .plain: "application/json"
    case .aggregated(let version):
      "application/json;g=apidiscovery.k8s.io;v=\(version);as=APIGroupDiscoveryList"
    case .proto: OpenAPIProto.given
    }
  }
}
