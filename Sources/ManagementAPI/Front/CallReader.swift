// SPDX-License-Identifier: Apache-2.0

import HTTP
import Kube
import Manifest
import Serving

/// Turns a request over HTTP into the call that it is.
struct CallReader {
  let request: ServerRequest
  let address: Address

  func call() throws(StatusError) -> Call {
    let query = Query(request.query)
    var call = Call(try verb(query), at: address)
    call.write = try query.write
    return call
  }

  private func verb(_ query: Query) throws(StatusError) -> Call.Verb {
    switch (request.method, address.name) {
    case ("GET", nil), ("HEAD", nil): return .list(try query.list)
    case ("GET", _), ("HEAD", _): return .get
    case ("POST", nil): return .create(Object(try body()))
    case ("PUT", _?): return .update(Object(try body()))
    case ("PATCH", _?): return .patch(try patch())
    case ("DELETE", nil): return .deleteCollection(try deletion(query), try query.list)
    case ("DELETE", _): return .delete(try deletion(query))
    default:
      throw StatusError(
        code: 405, reason: .methodNotAllowed,
        message: "the server does not allow this method on the requested resource")
    }
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

  /// Options come in the body, and older clients' in the query.
  private func deletion(_ query: Query) throws(StatusError) -> DeleteOptions {
    var options = DeleteOptions()
    let sent = request.body.isEmpty ? [:] : try body()
    let propagation = sent["propagationPolicy"]?.string ?? query.text("propagationPolicy")
    if let propagation {
      guard let known = DeleteOptions.Propagation(rawValue: propagation) else {
        throw .badRequest(
          "propagationPolicy: Unsupported value: \"\(propagation)\": supported values: "
            + "\"Foreground\", \"Background\", \"Orphan\"")
      }
      options.propagation = known
    } else if sent["orphanDependents"]?.bool == true {
      options.propagation = .orphan
    }
    options.gracePeriodSeconds = sent["gracePeriodSeconds"]?.int
    options.uid = sent["preconditions", "uid"]?.string
    options.resourceVersion = sent["preconditions", "resourceVersion"]?.string
    return options
  }
}

extension StatusError {
  static func unsupportedMediaType(_ type: String) -> StatusError {
    StatusError(
      code: 415, reason: .unsupportedMediaType,
      message: "the body of the request was in an unknown format - \"\(type)\" is not one of: "
        + "application/json, application/yaml")
  }
}
