// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest

/// Cells that no path leads to, as `kubectl get` shows them. Pure.
enum Cells {
  static let none: Value = "<none>"

  /// How many pieces of data an object holds.
  @Sendable static func data(_ object: Value, _ now: Time) -> Value {
    let binary = object["binaryData"]?.map?.count ?? 0
    return .int(Int64((object["data"]?.map?.count ?? 0) + binary))
  }

  @Sendable static func secrets(_ object: Value, _ now: Time) -> Value {
    .int(Int64(object["secrets"]?.list?.count ?? 0))
  }

  /// How long ago something was; `<unknown>` where it is not said.
  static func since(_ moment: Value?, _ now: Time) -> String {
    guard let text = moment?.string, let time = Time(text) else { return "<unknown>" }
    return (now - time).human
  }

  /// A number that counts as none where it is not said.
  static func number(_ value: Value?) -> Value { .int(value?.int ?? 0) }

  /// `a=b,c=d`, by the keys' order; `<none>` of nothing.
  static func labels(_ value: Value?) -> Value {
    let map = value?.map ?? [:]
    guard !map.isEmpty else { return none }
    let pairs = map.keys.sorted().map { "\($0)=\(map[$0]?.string ?? "")" }
    return .string(pairs.joined(separator: ","))
  }

  /// A label selector as one writes it in a command.
  static func selector(_ value: Value?) -> Value {
    guard let value, value != [:] else { return none }
    guard let selector = try? LabelSelector(value) else { return "<error>" }
    return .string(selector.description.isEmpty ? "<none>" : selector.description)
  }

  /// What all containers of a pod say of one thing.
  static func containers(_ pod: Value?, _ field: String) -> Value {
    let texts = (pod?["containers"]?.list ?? []).map { $0[field]?.string ?? "" }
    return .string(texts.joined(separator: ","))
  }

  /// The text at a field; something else where it is empty.
  static func text(_ value: Value?, else other: String = "<none>") -> Value {
    guard let text = value?.string, !text.isEmpty else { return .string(other) }
    return .string(text)
  }

  /// A number or a text, as text.
  static func plain(_ value: Value?, else other: String) -> Value {
    switch value {
    case .string(let text)?: .string(text)
    case .int(let number)?: .string(String(number))
    default: .string(other)
    }
  }
}
