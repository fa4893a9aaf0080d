// SPDX-License-Identifier: Apache-2.0

package import Kube
package import Manifest

/// What `wait --for` waits for. Pure.
package enum WaitGoal: Sendable, Hashable {
  case gone
  case there
  case condition(type: String, status: String)
  /// `value` is nil where any will do.
  case path(JSONPath, value: String?)

  /// As kubectl reads it: `delete`, `create`, `condition=Ready`, `condition=Ready=False`,
  /// `jsonpath={.status.phase}=Provisioned`.
  package init(_ text: String) throws(ViewError) {
    let action = "wait for \"\(text)\""
    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
    switch (parts.first?.lowercased() ?? "", parts.count) {
    case ("delete", 1): self = .gone
    case ("create", 1): self = .there
    case ("condition", 2):
      let pair = parts[1].split(separator: "=", maxSplits: 1).map(String.init)
      self = .condition(type: pair[0], status: pair.count > 1 ? pair[1] : "True")
    case ("jsonpath", 2): self = try Self.path(parts[1], action)
    default:
      throw ViewError(
        action, "it is no goal",
        hint: "write condition=Available, delete, create, or jsonpath={.status.phase}=Provisioned")
    }
  }

  private static func path(_ text: String, _ action: String) throws(ViewError) -> WaitGoal {
    let close = text.hasPrefix("{") ? text.lastIndex(of: "}") : nil
    let end = close.map(text.index(after:)) ?? text.firstIndex(of: "=") ?? text.endIndex
    let rest = text[end...]
    guard rest.isEmpty || rest.first == "=" else {
      throw ViewError(action, "jsonpath wants {PATH}=VALUE")
    }
    do throws(ManifestError) {
      return .path(
        try JSONPath(parsing: String(text[..<end])),
        value: rest.isEmpty ? nil : String(rest.dropFirst()))
    } catch { throw ViewError(action, error.cause) }
  }

  /// Whether an object is so; nil is an object that is not there.
  package func isMet(by object: Object?) -> Bool {
    switch self {
    case .gone: return object == nil
    case .there: return object != nil
    case .condition(let type, let status):
      guard let object, let condition = object.condition(type) else { return false }
      // What was said of an older generation says nothing of this one.
      if let seen = condition.observedGeneration, seen < object.metadata.generation { return false }
      return condition.status.rawValue.lowercased() == status.lowercased()
    case .path(let path, let value):
      guard let object, let found = try? path.first(in: object.value) else { return false }
      return value.map { $0 == found.string || $0 == JSON.text(found) } ?? true
    }
  }

  /// What an object says of why it is not so yet.
  package func obstacle(in object: Object?) -> String? {
    guard let object else { return nil }
    let type: String
    switch self {
    case .condition(let wanted, _): type = wanted
    case .gone: type = "Deleting"
    case .there, .path: return nil
    }
    guard let condition = object.condition(type) else {
      if case .condition = self { return "it has no condition \(type) yet" }
      return nil
    }
    let words = condition.message.isEmpty ? condition.reason : condition.message
    return words.isEmpty ? nil : words
  }
}
