// SPDX-License-Identifier: Apache-2.0

package import Manifest

/// A call to a provider that a change leads to. Secrets in it are `***`, and what only an answer tells is
/// `(known after apply)`.
package struct PlannedCall: Sendable, Hashable {
  /// The object that it is made for.
  package let subject: String
  /// `PUT`, or what is done where that is no request: `create`.
  package let method: String
  package let target: String
  /// The call as one line.
  package let text: String
  /// What is sent.
  package let body: Value?
  /// Of an update: what is changed of what is there.
  package let changes: [Difference]

  package init(
    subject: String, method: String, target: String, text: String, body: Value? = nil,
    changes: [Difference] = []
  ) {
    (self.subject, self.method, self.target) = (subject, method, target)
    (self.text, self.body, self.changes) = (text, body, changes)
  }

  package var value: Value {
    var value: Value = [
      "for": .string(subject), "method": .string(method), "target": .string(target),
      "call": .string(text),
    ]
    if let body { value["body"] = body }
    if !changes.isEmpty { value["changes"] = .list(changes.map(\.value)) }
    return value
  }
}

extension Difference {
  var value: Value {
    var field: Value = ["path": .string(path.description)]
    if let old { field["old"] = old }
    if let new { field["new"] = new }
    return field
  }
}
