// SPDX-License-Identifier: Apache-2.0

import API
import Kube
import Manifest
import TestKit
import Testing

/// Makes objects that fit a schema, of any shape the schema allows; the same ones for the same seed.
struct RandomObject {
  private var random: SeededRandom

  init(seed: UInt64) { random = SeededRandom(seed) }

  mutating func make(_ kind: Kind, in version: String) throws -> Value {
    let definition = try kind.definition()
    let versions = try #require(definition.spec["versions"]?.list)
    let served = try #require(versions.first { $0["name"]?.string == version })
    let schema = try #require(served["schema", "openAPIV3Schema"])
    var object = value(schema, named: "", in: version)
    object["apiVersion"] = .string("\(kind.group)/\(version)")
    object["kind"] = .string(kind.kind)
    object["metadata"] = [
      "name": "some", "namespace": "team", "annotations": ["note": "kept"],
      "managedFields": [["manager": "kubectl", "apiVersion": "\(kind.group)/v1alpha3"]],
    ]
    return object
  }

  private mutating func value(_ schema: Value, named name: String, in version: String) -> Value {
    if let choices = schema["enum"]?.list {
      return choices[Int(random.next() % UInt64(choices.count))]
    }
    switch schema["type"]?.string {
    case "object": return object(schema, in: version)
    case "array": return list(schema, in: version)
    case "boolean": return .bool(chance(50))
    case "integer", "number": return .int(integer(schema))
    case "string": return .string(text(schema, named: name))
    default:
      return schema["x-kubernetes-int-or-string"] == true
        ? (chance(50) ? .int(3) : "25%") : ["free": ["form": .bool(chance(50))]]
    }
  }

  private mutating func chance(_ percent: UInt64) -> Bool { random.next() % 100 < percent }

  private mutating func integer(_ schema: Value) -> Int64 {
    let least = schema["minimum"]?.int ?? 0
    let most = min(schema["maximum"]?.int ?? 5000, 5000)
    return least + Int64(random.next() % UInt64(most - least + 1))
  }

  private mutating func object(_ schema: Value, in version: String) -> Value {
    let properties = schema["properties"]?.map ?? [:]
    if properties.contains("fieldPath")
      || (properties.contains("apiVersion") && properties.count == 3)
    {
      return reference(properties, in: version)
    }
    let required = Set((schema["required"]?.list ?? []).compactMap(\.string))
    var map = Map()
    for entry in properties where required.contains(entry.key) || chance(60) {
      map[entry.key] = value(entry.value, named: entry.key, in: version)
    }
    if let inner = schema["additionalProperties"], inner.map != nil {
      for _ in 0..<(random.next() % 3) { map[word()] = value(inner, named: "", in: version) }
    }
    if schema["x-kubernetes-preserve-unknown-fields"] == true { map["free"] = "form" }
    return .map(map)
  }

  /// References find their version by contract, so only the one they would find comes back.
  private mutating func reference(_ properties: Map, in version: String) -> Value {
    var reference: Value = [
      "apiVersion": .string(
        "infrastructure.cluster.x-k8s.io/\(version == "v1beta1" ? "v1beta1" : "v1beta2")"),
      "kind": "InMemoryMachineTemplate", "name": .string(word()),
    ]
    if properties.contains("namespace") { reference["namespace"] = chance(80) ? "team" : "other" }
    if properties.contains("uid"), chance(20) { reference["uid"] = .string(word()) }
    return reference
  }

  private mutating func list(_ schema: Value, in version: String) -> Value {
    guard let items = schema["items"] else { return [] }
    let keys = (schema["x-kubernetes-list-map-keys"]?.list ?? []).compactMap(\.string)
    var seen: Set<[Value?]> = []
    var list: [Value] = []
    for _ in 0..<(random.next() % 4) {
      let item = value(items, named: "", in: version)
      if keys.isEmpty || seen.insert(keys.map { item[$0] }).inserted { list.append(item) }
    }
    return .list(list)
  }

  private mutating func word() -> String {
    ["alpha", "beta", "gamma", "delta", "omega"][Int(random.next() % 5)]
      + String(random.next() % 10)
  }

  private mutating func text(_ schema: Value, named name: String) -> String {
    if schema["format"] == "date-time" { return "2026-03-0\(1 + random.next() % 9)T12:00:00Z" }
    if schema["pattern"]?.string?.hasPrefix(#"^\[[0-9]"#) == true { return "[1-3]" }
    if name.hasSuffix("imeout") || name.hasSuffix("Period") || name == "ttl"
      || name.hasPrefix("timeout")
    {
      return "\(GoDuration(seconds: Int64(random.next() % 9000)))".replacing(
        "0s", with: chance(20) ? "0.5s" : "0s")
    }
    return word()
  }
}
