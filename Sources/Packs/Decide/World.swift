// SPDX-License-Identifier: Apache-2.0

package import Manifest

/// All that a decision goes by. It changes only by what was answered.
package struct World: Sendable {
  package var facts: Facts
  package var records: [Record]
  /// What was asked for last, secrets sealed, by resource.
  package var applied: [String: Value]
  package var isDeleting = false
  /// Whether what others changed is changed back.
  package var heals = false
  /// In seconds of the common era.
  package var now: Int64
  package var seal: @Sendable (Value) -> Value

  // Of this pass.
  var sights: [String: Sight] = [:]
  var troubles: [String: Trouble] = [:]
  /// Operations that were asked for and still run; in seconds, when to ask again.
  var running: [String: Int64] = [:]
  /// How far these are, where somebody says so.
  var progress: [String: String] = [:]
  /// Actions that were carried out.
  var acted: Set<String> = []
  /// What was made in this pass: what lies within cannot have been there.
  var fresh: Set<String> = []
  /// What has a call under way.
  var busy: Set<String> = []
  /// What is taken to be there, in a plan.
  var assumed: Set<String> = []

  package init(
    _ facts: Facts, records: [Record] = [], applied: [String: Value] = [:], now: Int64,
    seal: @escaping @Sendable (Value) -> Value
  ) {
    self.facts = facts
    self.records = records
    self.applied = applied
    self.now = now
    self.seal = seal
  }

  package subscript(record name: String) -> Record? {
    get { records.first { $0.name == name } }
    set {
      let index = records.firstIndex { $0.name == name }
      switch (index, newValue) {
      case (let index?, let record?): records[index] = record
      case (let index?, nil): records.remove(at: index)
      case (nil, let record?): records.append(record)
      case (nil, nil): break
      }
    }
  }
}

/// What was seen of a resource in this pass.
enum Sight: Sendable {
  case absent
  case present(Value, also: [String: Value], secretAlso: Set<String>)
}

/// What went wrong with a resource in this pass.
package struct Trouble: Sendable, Hashable {
  package let step: String
  package let purpose: ProviderCall.Purpose
  package let status: Int
  package let code: String?
  package let message: String
  package let hint: String?
  package let response: ErrorRule.Response
  /// In seconds, where the provider said so.
  package let retryAfter: Int64?
}

extension Trouble: CustomStringConvertible {
  package var description: String {
    let code = code.map { "\($0): " } ?? ""
    let status = status == 0 ? "" : " (\(status))"
    return "\(step): \(code)\(message)\(status)" + (hint.map { "; \($0)" } ?? "")
  }
}
