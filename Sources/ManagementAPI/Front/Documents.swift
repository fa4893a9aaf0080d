// SPDX-License-Identifier: Apache-2.0

import HTTP
import Kube
import Manifest
import PKI
import Serving
import Synchronization

/// What an API publishes of itself, made once for each catalog, and told apart by what it says.
final class Documents: Sendable {
  private struct Key: Hashable {
    let stamp: Int
    let route: Route
    let shape: DocumentShape
  }

  private struct Document {
    let bytes: [UInt8]
    let tag: String
  }

  private struct State {
    var documents: [Key: Document] = [:]
    /// The catalogs in use, the latest last.
    var stamps: [Int] = []
  }

  private let state = Mutex(State())
  /// More than one logical cluster may be asked at a time, but each document is quickly made again.
  private static let limit = 4

  /// The answer to a request for a document; 304 where the client has it.
  func answer(
    _ request: ServerRequest, _ route: Route, of catalog: Catalog
  ) throws(StatusError) -> ServerResponse {
    let accept = request.headers["Accept"]
    let isAggregated = route == .coreVersions || route == .groups
    guard
      let shape = DocumentShape.read(
        accept, isAggregated: isAggregated, hasProto: route == .openAPI2)
    else {
      throw .notAcceptable()
    }
    let host = route == .coreVersions ? request.headers["Host"] ?? "" : ""
    guard let document = document(route, shape, catalog, host: host) else {
      throw .noSuchResource()
    }
    let tag = "\"\(document.tag)\""
    let known = (request.headers["If-None-Match"] ?? "").split(separator: ",")
    if known.contains(where: { $0.filter { $0 != " " } == tag }) {
      return ServerResponse(304, ["ETag": tag], .bytes([]))
    }
    return ServerResponse(
      200, ["Content-Type": shape.mediaType, "ETag": tag, "Vary": "Accept"],
      .bytes(document.bytes))
  }

  private func document(
    _ route: Route, _ shape: DocumentShape, _ catalog: Catalog, host: String
  ) -> Document? {
    let key = Key(stamp: catalog.stamp, route: route, shape: shape)
    if host.isEmpty, let found = state.withLock({ $0.documents[key] }) { return found }
    guard let bytes = bytes(route, shape, catalog, host: host) else { return nil }
    let document = Document(bytes: bytes, tag: Self.tag(of: bytes))
    if host.isEmpty { keep(document, key) }
    return document
  }

  private func keep(_ document: Document, _ key: Key) {
    state.withLock { state in
      state.stamps.removeAll { $0 == key.stamp }
      state.stamps.append(key.stamp)
      if state.stamps.count > Self.limit {
        let old = state.stamps.removeFirst()
        state.documents = state.documents.filter { $0.key.stamp != old }
      }
      state.documents[key] = document
    }
  }

  private static func tag(of bytes: [UInt8]) -> String {
    Digest.sha256(bytes).map { byte in
      let digits = String(byte, radix: 16, uppercase: true)
      return digits.count == 1 ? "0\(digits)" : digits
    }.joined()
  }

  private func bytes(
    _ route: Route, _ shape: DocumentShape, _ catalog: Catalog, host: String
  ) -> [UInt8]? {
    if shape == .proto {
      return OpenAPIProto.document(OpenAPIDocument(catalog: catalog).v2)
    }
    let discovery = Discovery(catalog: catalog, host: host)
    if case .aggregated(let version) = shape {
      return JSON.bytes(discovery.aggregated(ofCore: route == .coreVersions, in: version))
    }
    let value = route == .openAPI3 ? index(catalog) : discovery.document(at: route)
    return value.map { JSON.bytes($0) }
  }

  /// Where each group and version has its document: the address changes with what it says, so that clients
  /// keep what they have.
  private func index(_ catalog: Catalog) -> Value {
    var paths: [(String, Value)] = []
    for version in OpenAPIDocument(catalog: catalog).versions {
      let route = Route.openAPI3Version(version)
      let name = version.group.isEmpty ? "api/\(version)" : "apis/\(version)"
      let tag = document(route, .plain, catalog, host: "")?.tag ?? ""
      paths.append(
        (name, ["serverRelativeURL": .string("/openapi/v3/\(name)?hash=\(tag)")]))
    }
    return ["paths": .map(Map(paths.sorted { $0.0 < $1.0 }))]
  }
}
