// SPDX-License-Identifier: Apache-2.0

import API
import FoundationEssentials
import Kube
import Manifest
import PKI
import Packs
import Runtime
import Site

/// What the engine remembers of an object between passes: `status.resources`, and the Secret of what was
/// asked for last.
struct PackStore: Sendable {
  let site: Site
  let key: [UInt8]

  // MARK: status.resources

  static func records(of object: Object) -> [Record] {
    (object.status["resources"]?.list ?? []).compactMap(record)
  }

  private static func record(_ value: Value) -> Record? {
    guard let name = value["name"]?.string, let id = value["id"]?.string,
      let state = value["state"]?.string.flatMap(Record.State.init)
    else { return nil }
    let since = value["since"]?.string.flatMap(Time.init)?.seconds ?? 0
    var record = Record(name, id: id, state, since: since)
    record.operation = value["operation"]?.string
    record.hash = value["hash"]?.string
    record.message = value["message"]?.string
    record.tries = value["tries"]?.int ?? 0
    return record
  }

  static func value(of records: [Record]) -> Value? {
    guard !records.isEmpty else { return nil }
    return .list(
      records.map { record in
        var value: Value = [
          "name": .string(record.name), "id": .string(record.id),
          "state": .string(record.state.rawValue),
          "since": .string("\(Time(seconds: record.since))"),
        ]
        for (key, text) in [
          ("operation", record.operation), ("hash", record.hash), ("message", record.message),
        ] {
          if let text { value[key] = .string(text) }
        }
        if record.tries > 0 { value["tries"] = .int(record.tries) }
        return value
      })
  }

  // MARK: What was asked for last

  static func secretName(of object: Object) -> String {
    "\(object.kind.lowercased())-\(object.name)-applied"
  }

  func applied(to object: Object) async -> [String: Value] {
    guard let secret = await secret(of: object), let text = secret.secretText("applied"),
      let map = (try? JSON.parse(text))?.map
    else { return [:] }
    return Dictionary(map.map { ($0.key, $0.value) }) { $1 }
  }

  func write(
    _ applied: [String: Value], to object: Object
  ) async throws(StatusError) {
    let sorted = applied.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    let text = JSON.text(.map(Map(sorted)))
    let data: Value = ["applied": .string(Data(text.utf8).base64EncodedString())]
    let address = Address(
      .secrets, namespace: object.namespace, name: Self.secretName(of: object))
    guard let seen = await secret(of: object) else {
      guard !applied.isEmpty else { return }
      _ = try await site.ensure(fresh(object, data), in: .secrets)
      return
    }
    guard seen.value["data"] != data else { return }
    var wanted = seen
    wanted.value["data"] = data
    try await site.save(wanted, over: seen, at: address)
  }

  func forget(_ object: Object) async throws(StatusError) {
    if let secret = await secret(of: object) { try await site.delete(secret, in: .secrets) }
  }

  private func fresh(_ object: Object, _ data: Value) -> Object {
    var secret = Object(
      GroupVersionKind(group: "", version: "v1", kind: "Secret"), namespace: object.namespace,
      name: Self.secretName(of: object))
    secret.metadata.labels[Labels.clusterName] = object.metadata.labels[Labels.clusterName]
    secret.metadata.addOwner(object, isController: true)
    secret.value["type"] = "capctl.dev/applied"
    secret.value["data"] = data
    return secret
  }

  private func secret(of object: Object) async -> Object? {
    await site.informer(.secrets).cache[
      Key(namespace: object.namespace, name: Self.secretName(of: object))]
  }

  // MARK: Secrets

  /// What a secret value is known again by, without being known.
  func seal(_ value: Value) -> Value {
    let code = Digest.sha256.hmac(Array(JSON.text(value).utf8), key: key)
    return .string("hmac:" + Data(code).base64EncodedString())
  }
}

extension Time {
  /// Of the common era.
  var seconds: Int64 { microseconds / 1_000_000 }
}
