// SPDX-License-Identifier: Apache-2.0

package import Kube
package import Manifest

/// An object that a person changes as text, and what comes of it. Pure.
package struct EditedObject: Sendable {
  package enum Form: String, Sendable, CaseIterable { case yaml, json }

  private let original: Value
  private let form: Form

  /// What the API keeps of who set which field is not for people.
  package init(_ object: Object, as form: Form) {
    var value = object.value
    var metadata = value["metadata"] ?? [:]
    metadata["managedFields"] = nil
    value["metadata"] = metadata
    original = value
    self.form = form
  }

  /// The object as it is shown first.
  package var body: String {
    switch form {
    case .yaml: YAML.text(original)
    case .json: JSON.text(original, style: .kubectl) + "\n"
    }
  }

  /// What stands above a body: what to do, and what was wrong with it the last time.
  package static func header(problems: [String]) -> String {
    var lines = [
      "Change the object below, save it and leave. Lines that begin with # are not read.",
      "Nothing is done where nothing is changed, or the file is empty.", "",
    ]
    if !problems.isEmpty { lines += ["It was not taken:"] + problems.map { "  \($0)" } + [""] }
    return lines.map { $0.isEmpty ? "#\n" : "# \($0)\n" }.joined()
  }

  /// What was saved, without what stood above it.
  package static func body(of text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.drop { $0.hasPrefix("#") }.joined(separator: "\n")
  }

  /// Whether there is nothing in a body.
  package static func isEmpty(_ body: String) -> Bool {
    body.split(separator: "\n").allSatisfy { line in
      line.hasPrefix("#") || line.allSatisfy(\.isWhitespace)
    }
  }

  /// The merge patch that brings the original to what a body says: an empty map where that is the same.
  /// Mistakes are told by the lines they will have when the body is shown again.
  package func patch(to body: String) throws(EditError) -> Value {
    do throws(ManifestError) {
      return try patch(read(body, below: 0))
    } catch {
      let header = Self.header(problems: Self.lines(of: error))
      let above = header.split(separator: "\n").count
      do throws(ManifestError) {
        return try patch(read(body, below: above))
      } catch { throw EditError(problems: Self.lines(of: error)) }
    }
  }

  private func patch(_ edited: Value) throws(ManifestError) -> Value {
    for path in [["apiVersion"], ["kind"], ["metadata", "name"], ["metadata", "namespace"]] {
      let (old, new) = (original.at(path), edited.at(path))
      guard old == new else {
        throw ManifestError(
          "take the change", "\(path.joined(separator: ".")) cannot become another here")
      }
    }
    return Value.mergePatch(from: original, to: edited)
  }

  private func read(_ body: String, below lines: Int) throws(ManifestError) -> Value {
    let text = String(repeating: "\n", count: lines) + body
    let values = try Source("line", text: text).values()
    guard values.count == 1, let value = values.first, value.map != nil else {
      throw ManifestError("take the change", "it is not one object")
    }
    return value
  }

  private static func lines(of error: ManifestError) -> [String] {
    let hint = error.hint.map { ["hint: \($0)"] } ?? []
    return "\(error)".split(separator: "\n").map(String.init) + hint
  }

  /// The fields that a patch changes, and that somebody else has changed since the original was read.
  package func clashes(of patch: Value, with current: Object) -> [Path] {
    Self.clashes(patch, original, current.value, at: [])
  }

  private static func clashes(
    _ patch: Value, _ old: Value?, _ now: Value?, at path: Path
  ) -> [Path] {
    if case .map(let changes) = patch, old?.map != nil, now?.map != nil {
      return changes.flatMap {
        clashes($0.value, old?[$0.key], now?[$0.key], at: path.key($0.key))
      }
    }
    // Who wanted the same is no hindrance.
    let isSame = patch.isNull ? now == nil : now == patch
    return old == now || isSame ? [] : [path]
  }
}

/// What a person wrote, and cannot be meant.
package struct EditError: Error, Hashable {
  package let problems: [String]
}

extension Value {
  fileprivate func at(_ path: [String]) -> Value? {
    path.reduce(Optional(self)) { $0?[$1] }
  }
}
