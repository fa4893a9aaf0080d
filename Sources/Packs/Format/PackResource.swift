// SPDX-License-Identifier: Apache-2.0

import Manifest
import Template

/// One resource of a pack, or with `forEach` a row of them.
package struct PackResource: Sendable {
  package let name: String
  let at: Expression
  let id: Expression?
  package let hook: String?
  let query: Expression?
  let headers: Expression?
  let when: [Check]
  /// What has to hold before it is made; it stays when that does not hold any more.
  let waitFor: [Check]
  let forEach: Expression?
  let key: Expression?
  let body: Expression?
  let read: PackCall
  /// Nil where it is never made, changed or deleted by a call of its own.
  let create: PackCall?
  let update: PackCall?
  let delete: PackCall?
  let also: [PackCall]
  let actions: [PackCall]
  let observe: Expression?
  let rules: ComparisonRules
  let readOnly: [FieldPattern]
  let immutable: [FieldPattern]
  /// What is only told where others have changed it.
  let tells: [FieldPattern]
  let lock: Expression?
  let owned: Ownership
  let usesForeign: Bool
  let whenLost: Lost
  let after: [String]
  /// What it waits for where its body names it by its place.
  let uses: [String]
  package let deletedWith: String?
  let ready: [Check]
  let failed: [Check]
  /// What has failed is asked for again.
  let repairs: Bool
  let message: Expression?
  let outputs: [Entry]
  /// Where it stands in its file.
  let path: Path
  /// The resources it waits for, by their names; found by ``ResourceGraph``.
  package var needs: [String] = []

  /// How what is there is known to be ours.
  enum Ownership: Sendable {
    /// By its name in `status.resources`.
    case remembered
    case marked(path: FieldPattern, bodyPath: FieldPattern, marks: Expression)
    case like(String)
  }

  enum Foreign: String, CaseIterable { case use, refuse }
  enum Lost: String, CaseIterable {
    case recreate, report
    /// As with any other drift.
    case asDrift
  }

  /// All its expressions.
  var expressions: [Expression] {
    var all =
      [at]
      + [id, query, headers, forEach, key, body, observe, lock, message]
      .compactMap(\.self)
    all += (when + waitFor + ready + failed).flatMap(\.expressions)
    all += calls.flatMap(\.expressions) + outputs.map(\.expression)
    if case .marked(_, _, let marks) = owned { all.append(marks) }
    return all
  }

  var calls: [PackCall] { [read] + [create, update, delete].compactMap(\.self) + also + actions }
}
