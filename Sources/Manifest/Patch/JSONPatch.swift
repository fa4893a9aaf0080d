// SPDX-License-Identifier: Apache-2.0

/// Changes to make to a document one after another (RFC 6902).
package struct JSONPatch: Sendable, Hashable {
  package enum Operation: Sendable, Hashable {
    case add(JSONPointer, Value)
    case remove(JSONPointer)
    case replace(JSONPointer, Value)
    case move(from: JSONPointer, to: JSONPointer)
    case copy(from: JSONPointer, to: JSONPointer)
    case test(JSONPointer, Value)
  }

  package let operations: [Operation]

  /// As many as kube-apiserver takes.
  private static let limit = 10_000

  package init(_ operations: [Operation]) { self.operations = operations }

  /// Reads a patch from the list of maps it is written as.
  package init(_ value: Value) throws(ManifestError) {
    let action = "read JSON patch"
    guard let list = value.list else {
      throw ManifestError(action, "it must be a list of operations, not \(value.aKind)")
    }
    guard list.count <= Self.limit else {
      throw ManifestError(action, "it has more than \(Self.limit) operations")
    }
    var operations: [Operation] = []
    for (index, entry) in list.enumerated() {
      do {
        operations.append(try Self.operation(entry))
      } catch {
        throw ManifestError(action, "operation \(index): \(error.cause)")
      }
    }
    self.operations = operations
  }

  private static func operation(_ entry: Value) throws(Refusal) -> Operation {
    guard let map = entry.map else { throw Refusal("must be a map, not \(entry.aKind)") }
    let name = try string("op", in: map)
    switch name {
    case "add": return .add(try pointer("path", in: map), try value(in: map))
    case "remove": return .remove(try pointer("path", in: map))
    case "replace": return .replace(try pointer("path", in: map), try value(in: map))
    case "move": return try move(map)
    case "copy":
      return .copy(from: try pointer("from", in: map), to: try pointer("path", in: map))
    case "test": return .test(try pointer("path", in: map), try value(in: map))
    default:
      throw Refusal(
        "op must be add, remove, replace, move, copy or test, not \"\(name)\"")
    }
  }

  private static func move(_ map: Map) throws(Refusal) -> Operation {
    let (from, path) = (try pointer("from", in: map), try pointer("path", in: map))
    guard from == path || !path.starts(with: from) else {
      throw Refusal("\"\(from)\" cannot be moved into itself, to \"\(path)\"")
    }
    return .move(from: from, to: path)
  }

  private static func value(in map: Map) throws(Refusal) -> Value {
    guard let value = map["value"] else { throw Refusal("value is missing") }
    return value
  }

  private static func string(_ key: String, in map: Map) throws(Refusal) -> String {
    guard let value = map[key] else { throw Refusal("\(key) is missing") }
    guard let text = value.string else {
      throw Refusal("\(key) must be a string, not \(value.aKind)")
    }
    return text
  }

  private static func pointer(_ key: String, in map: Map) throws(Refusal) -> JSONPointer {
    let text = try string(key, in: map)
    do {
      return try JSONPointer(parsing: text)
    } catch {
      throw Refusal("\(key) \"\(text)\": \(error.cause)")
    }
  }
}

extension JSONPatch.Operation: CustomStringConvertible {
  /// What is done where, without the value: that may be a secret.
  package var description: String {
    switch self {
    case .add(let path, _): "add \"\(path)\""
    case .remove(let path): "remove \"\(path)\""
    case .replace(let path, _): "replace \"\(path)\""
    case .move(let from, let path): "move \"\(from)\" to \"\(path)\""
    case .copy(let from, let path): "copy \"\(from)\" to \"\(path)\""
    case .test(let path, _): "test \"\(path)\""
    }
  }
}
