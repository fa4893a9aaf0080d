// SPDX-License-Identifier: Apache-2.0

import Manifest
import PKI

/// Makes ConfigMaps and Secrets of what a kustomization says.
struct Generation {
  let rule: GeneratorRule
  let options: GeneratorOptions
  let directory: String
  let builder: Builder

  init(_ rule: GeneratorRule, _ common: GeneratorOptions?, in directory: String, _ builder: Builder)
  {
    self.rule = rule
    self.directory = directory
    self.builder = builder
    var options = common ?? GeneratorOptions()
    if let own = rule.options {
      options.labels.merge(own.labels)
      options.annotations.merge(own.annotations)
      options.disablesHash = options.disablesHash || own.disablesHash
      options.isImmutable = options.isImmutable || own.isImmutable
    }
    self.options = options
  }

  func resource(from origin: Origin) throws(KustomizeError) -> Resource {
    guard !rule.name.isEmpty else {
      throw KustomizeError(at: rule.position, "what is generated needs a name")
    }
    var object: Value = ["apiVersion": "v1", "metadata": ["name": .string(rule.name)]]
    object["kind"] = rule.isSecret ? "Secret" : "ConfigMap"
    if rule.isSecret { object["type"] = .string(rule.type.isEmpty ? "Opaque" : rule.type) }
    if !rule.namespace.isEmpty {
      object.set(["metadata", "namespace"], to: .string(rule.namespace))
    }
    for pair in try pairs() { set(pair, in: &object) }
    if rule.isSecret, object["data"] == nil { object["data"] = .map(Map()) }
    for label in options.labels {
      object.set(["metadata", "labels", label.key], to: .string(label.value))
    }
    for note in options.annotations {
      object.set(["metadata", "annotations", note.key], to: .string(note.value))
    }
    if options.isImmutable { object["immutable"] = true }
    var resource = Resource(object, from: origin)
    resource.needsHash = !options.disablesHash
    resource.behavior = rule.behavior
    return resource
  }

  private func set(_ pair: (key: String, bytes: [UInt8]), in object: inout Value) {
    if !rule.isSecret, let text = String(validating: pair.bytes, as: UTF8.self) {
      object.set(["data", pair.key], to: .string(text))
    } else {
      let field = rule.isSecret ? "data" : "binaryData"
      object.set([field, pair.key], to: .string(WrappedBase64.text(of: pair.bytes)))
    }
  }

  /// All keys and values, each key once.
  private func pairs() throws(KustomizeError) -> [(key: String, bytes: [UInt8])] {
    var pairs: [(key: String, bytes: [UInt8])] = []
    for env in rule.envs {
      let path = try builder.file(env, in: directory, at: rule.position)
      for pair in try EnvFile.pairs(try builder.ledger.read(path), named: path) {
        pairs.append((pair.key, Array(pair.value.utf8)))
      }
    }
    for literal in rule.literals {
      let pair = try faulting { () throws(Fault) in try Self.literal(literal) }
      pairs.append((pair.key, Array(pair.value.utf8)))
    }
    for file in rule.files {
      let (key, name) = try faulting { () throws(Fault) in try Self.file(file) }
      let path = try builder.file(name, in: directory, at: rule.position)
      pairs.append((key, try builder.ledger.read(path)))
    }
    var known: Set<String> = []
    for pair in pairs where !known.insert(pair.key).inserted {
      throw KustomizeError(at: rule.position, "\(rule.name) has the key \"\(pair.key)\" twice")
    }
    return pairs.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
  }

  private func faulting<T>(_ body: () throws(Fault) -> T) throws(KustomizeError) -> T {
    do throws(Fault) {
      return try body()
    } catch {
      throw error.at(rule.position)
    }
  }

  /// `key=value`, the value perhaps in quotes.
  private static func literal(_ text: String) throws(Fault) -> (key: String, value: String) {
    guard let equals = text.firstIndex(of: "="), equals > text.startIndex else {
      throw Fault("a literal must be key=value")
    }
    var value = text[text.index(after: equals)...]
    if value.count > 1, let first = value.first, first == value.last, "'\"".contains(first) {
      value = value.dropFirst().dropLast()
    }
    return (String(text[..<equals]), String(value))
  }

  /// `key=path`, or a path whose last name is the key.
  private static func file(_ text: String) throws(Fault) -> (key: String, path: String) {
    let parts = text.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
    if parts.count == 1 { return (TreePath.name(of: text), text) }
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
      throw Fault("a file must be a path, or key=path, not \"\(text)\"")
    }
    return (parts[0], parts[1])
  }
}

extension [(key: String, value: String)] {
  /// Those of both; where a key is in both, the other's.
  fileprivate mutating func merge(_ others: [(key: String, value: String)]) {
    for other in others {
      if let index = firstIndex(where: { $0.key == other.key }) {
        self[index] = other
      } else {
        append(other)
      }
    }
  }
}
