// SPDX-License-Identifier: Apache-2.0

import HTTP
import Kube
import Manifest
import Serving

/// Turns a request over HTTP into the call that it is.
struct CallReader {
  let request: ServerRequest
  let address: Address
  let isNamespaced: Bool

  func call() throws(StatusError) -> Call {
    let query = Query(request.query)
    switch (request.method, address.name) {
    case ("GET", nil), ("HEAD", nil): return Call(.list(try query.list), at: address)
    case ("GET", _), ("HEAD", _): return Call(.get, at: address)
    case ("POST", nil) where address.namespace != nil || !isNamespaced:
      return try written(.create(Object(try body())), "CreateOptions", query)
    case ("POST", _?) where address.subresource != nil:
      return try written(.create(Object(try body())), "CreateOptions", query)
    case ("PUT", _?): return try written(.update(Object(try body())), "UpdateOptions", query)
    case ("PATCH", _?): return try written(.patch(try patch()), "PatchOptions", query)
    case ("DELETE", _) where address.subresource == nil: return try deletion(query)
    default: throw .methodNotAllowed()
    }
  }

  private func written(
    _ verb: Call.Verb, _ options: String, _ query: Query
  ) throws(StatusError) -> Call {
    var call = Call(verb, at: address)
    call.write = try query.write(options)
    // One who applies must say who it is.
    if case .patch(.apply) = verb { return call }
    call.write.fieldManager = call.write.fieldManager ?? agent
    return call
  }

  /// What the client calls itself: its agent up to a slash, as far as it can be printed.
  private var agent: String? {
    let name =
      (request.headers["User-Agent"] ?? "").split(
        separator: "/", maxSplits: 1, omittingEmptySubsequences: false
      ).first ?? ""
    var agent = ""
    for sign in name.unicodeScalars where sign.isPrintable {
      guard agent.utf8.count + UTF8.width(sign) <= 128 else { break }
      agent.unicodeScalars.append(sign)
    }
    return agent.isEmpty ? nil : agent
  }

  private func deletion(_ query: Query) throws(StatusError) -> Call {
    let reader = try DeletionReader(request.body.isEmpty ? Value?.none : try body(), query)
    let verb: Call.Verb =
      address.name == nil
      ? .deleteCollection(reader.options, try query.list) : .delete(reader.options)
    var call = Call(verb, at: address)
    call.write.isDryRun = reader.isDryRun
    return call
  }

  private var mediaType: String {
    let full = request.headers["Content-Type"] ?? ""
    return full.split(separator: ";").first.map { $0.filter { $0 != " " }.lowercased() } ?? ""
  }

  private func body() throws(StatusError) -> Value {
    switch mediaType {
    case "", "application/json": return try parsed(asYAML: false)
    case "application/yaml", "application/x-yaml": return try parsed(asYAML: true)
    default: throw .unsupportedMediaType(mediaType)
    }
  }

  private func patch() throws(StatusError) -> Patch {
    switch mediaType {
    case "application/json-patch+json": return .json(try parsed(asYAML: false))
    case "application/merge-patch+json": return .merge(try parsed(asYAML: false))
    case "application/strategic-merge-patch+json": return .strategic(try parsed(asYAML: false))
    case "application/apply-patch+yaml": return .apply(try parsed(asYAML: true))
    default: throw .unsupportedPatch()
    }
  }

  private func parsed(asYAML: Bool) throws(StatusError) -> Value {
    do throws(ManifestError) {
      guard asYAML else { return try JSON.parse(request.body, name: "the body") }
      // What is no UTF-8 becomes a replacement character, and no key or value of ours holds one.
      return try YAML.parse(String(decoding: request.body, as: UTF8.self), name: "the body")
    } catch {
      throw .badRequest("\(error)")
    }
  }
}

extension StatusError {
  static func methodNotAllowed() -> StatusError {
    StatusError(
      code: 405, reason: .methodNotAllowed,
      message: "the server does not allow this method on the requested resource")
  }

  static func unsupportedMediaType(_ type: String) -> StatusError {
    StatusError(
      code: 415, reason: .unsupportedMediaType,
      message: "the body of the request was in an unknown format - \"\(type)\" is not one of: "
        + "application/json, application/yaml")
  }
}
