// SPDX-License-Identifier: Apache-2.0

import Kube
import Manifest
import Template

/// Puts the values of `spec.postBuild` in the place of `${NAME}` in what was built.
struct PostBuild: Sendable {
  private let variables: [String: String]
  private let always: Bool

  /// Later sources win over earlier ones, and `substitute` over all.
  init(
    _ value: Value, from sources: [(name: String, data: [String: String])]
  ) throws(GitOpsError) {
    var variables: [String: String] = [:]
    for source in sources { variables.merge(source.data) { $1 } }
    for entry in value["substitute"]?.map ?? [:] { variables[entry.key] = entry.value.string }
    for name in variables.keys.sorted() where !Self.isName(name) {
      throw GitOpsError(
        "substitute variables", "\"\(name)\" cannot be the name of a variable",
        reason: FluxReasons.buildFailed, hint: "letters, digits and _ can, and no digit first")
    }
    // A value is never to end the line it stands in.
    self.variables = variables.mapValues { $0.filter { $0 != "\n" } }
    always = value["substituteStrategy"]?.string == "Always"
  }

  private static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, !(48...57).contains(first) else { return false }
    return text.utf8.allSatisfy {
      $0 == UInt8(ascii: "_") || (48...57).contains($0) || (65...90).contains($0)
        || (97...122).contains($0)
    }
  }

  /// Every variable must have a value, or a default where it stands.
  func apply(to object: Object) throws(GitOpsError) -> Object {
    guard always || !variables.isEmpty, Treatment(object).isSubstituted else { return object }
    let text = YAML.text(object.value)
    guard text.contains("$") else { return object }
    do {
      let bytes = try Substitution(text, named: "\(object)").expand { variables[$0] }
      return Object(try YAML.parse(String(decoding: bytes, as: UTF8.self), name: "\(object)"))
    } catch let error as TemplateError {
      let missing = error.missing.joined(separator: ", ")
      throw GitOpsError(
        "substitute variables in \(object)",
        error.missing.isEmpty ? error.cause : "no value for \(missing)",
        reason: FluxReasons.buildFailed,
        hint: "set it in spec.postBuild, or write $${…} for what is no variable")
    } catch {
      throw GitOpsError(
        "substitute variables in \(object)", message(of: error), reason: FluxReasons.buildFailed)
    }
  }
}
