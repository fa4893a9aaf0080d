// SPDX-License-Identifier: Apache-2.0

import HTTP
import Manifest

/// A call as HTTP carries it.
struct WireCall: Sendable {
  var method: String
  /// Path and query, below the server's URL.
  var target: String
  var contentType: String?
  var body: HTTPBody = .none
}

extension Call {
  var wire: WireCall {
    var query = write.query
    var wire = WireCall(method: method, target: "")
    switch verb {
    case .get: query = []
    case .list(let options): query = options.query
    case .create(let object), .update(let object):
      wire.contentType = "application/json"
      wire.body = .bytes(JSON.bytes(object.value))
    case .patch(let patch):
      wire.contentType = patch.contentType
      wire.body = .bytes(JSON.bytes(patch.value))
      if case .apply = patch {} else { query.removeAll { $0.name == "force" } }
    case .delete(let options): wire.setDeletion(options, write)
    case .deleteCollection(let options, let which):
      query += which.query
      wire.setDeletion(options, write)
    }
    wire.target = address.encodedPath + encoded(query)
    return wire
  }

  private var method: String {
    switch verb {
    case .get, .list: "GET"
    case .create: "POST"
    case .update: "PUT"
    case .patch: "PATCH"
    case .delete, .deleteCollection: "DELETE"
    }
  }

  /// What a person would call it.
  var action: String {
    let word =
      switch verb {
      case .get: "get"
      case .list: "list"
      case .create: "create"
      case .update: "update"
      case .patch: "patch"
      case .delete, .deleteCollection: "delete"
      }
    return "\(word) \(address)"
  }

  /// Whether the same call may go out again after the server said that it did nothing. An object
  /// that is made, or evicted, has its own answers to "not now".
  var mayBeRepeated: Bool {
    if case .create = verb { false } else { true }
  }
}

extension WireCall {
  /// A server that finds a body there reads no options from the query.
  fileprivate mutating func setDeletion(_ options: DeleteOptions, _ write: WriteOptions) {
    var value: Value = ["kind": "DeleteOptions", "apiVersion": "v1"]
    if let propagation = options.propagation {
      value["propagationPolicy"] = .string(propagation.rawValue)
    }
    if let seconds = options.gracePeriodSeconds { value["gracePeriodSeconds"] = .int(seconds) }
    var conditions: Value = [:]
    if let uid = options.uid { conditions["uid"] = .string(uid) }
    if let version = options.resourceVersion { conditions["resourceVersion"] = .string(version) }
    if conditions != [:] { value["preconditions"] = conditions }
    if write.isDryRun { value["dryRun"] = ["All"] }
    contentType = "application/json"
    body = .bytes(JSON.bytes(value))
  }
}

extension Patch {
  var contentType: String {
    switch self {
    case .json: "application/json-patch+json"
    case .merge: "application/merge-patch+json"
    case .strategic: "application/strategic-merge-patch+json"
    case .apply: "application/apply-patch+yaml"
    }
  }

  var value: Value {
    switch self {
    case .json(let value), .merge(let value), .strategic(let value), .apply(let value): value
    }
  }
}
