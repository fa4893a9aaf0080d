// SPDX-License-Identifier: Apache-2.0

extension LabelSelector {
  /// Reads the form objects have: `matchLabels` and `matchExpressions`.
  package init(_ value: Value) throws(ManifestError) {
    guard let map = value.map else { throw fault("must be a map, not \(value.aKind)") }
    for key in map.keys where key != "matchLabels" && key != "matchExpressions" {
      throw fault("there is no field \"\(key)\"")
    }
    self.init(try Self.labels(map["matchLabels"]) + Self.expressions(map["matchExpressions"]))
  }

  private static func labels(_ value: Value?) throws(ManifestError) -> [LabelRequirement] {
    guard let value, !value.isNull else { return [] }
    guard let map = value.map else {
      throw fault("matchLabels must be a map, not \(value.aKind)")
    }
    var requirements: [LabelRequirement] = []
    for entry in map {
      guard let text = entry.value.string else {
        throw fault(
          "matchLabels: the value of \"\(entry.key)\" must be a string, not \(entry.value.aKind)")
      }
      requirements.append(try requirement(entry.key, .equal, [text], at: "matchLabels"))
    }
    return requirements
  }

  private static func expressions(_ value: Value?) throws(ManifestError) -> [LabelRequirement] {
    guard let value, !value.isNull else { return [] }
    guard let list = value.list else {
      throw fault("matchExpressions must be a list, not \(value.aKind)")
    }
    var requirements: [LabelRequirement] = []
    for (index, item) in list.enumerated() {
      requirements.append(try expression(item, at: "matchExpressions[\(index)]"))
    }
    return requirements
  }

  private static func expression(
    _ item: Value, at place: String
  ) throws(ManifestError) -> LabelRequirement {
    guard let map = item.map else { throw fault("\(place) must be a map, not \(item.aKind)") }
    guard let key = map["key"]?.string else { throw fault("\(place).key must be a string") }
    guard let name = map["operator"]?.string, let comparison = operators[name] else {
      throw fault("\(place).operator must be In, NotIn, Exists or DoesNotExist")
    }
    var values: [String] = []
    let given = map["values"] ?? .null
    guard let list = given.isNull ? [] : given.list else {
      throw fault("\(place).values must be a list, not \(given.aKind)")
    }
    for value in list {
      guard let text = value.string else {
        throw fault("\(place).values must hold strings, not \(value.aKind)")
      }
      values.append(text)
    }
    return try requirement(key, comparison, values, at: place)
  }

  private static let operators: [String: LabelRequirement.Operator] = [
    "In": .isIn, "NotIn": .isNotIn, "Exists": .exists, "DoesNotExist": .doesNotExist,
  ]

  private static func requirement(
    _ key: String, _ comparison: LabelRequirement.Operator, _ values: [String], at place: String
  ) throws(ManifestError) -> LabelRequirement {
    do {
      return try LabelRequirement(key, comparison, values)
    } catch {
      throw fault("\(place): \(error.cause)")
    }
  }
}

private func fault(_ cause: String) -> ManifestError {
  ManifestError("read label selector", cause)
}
