// SPDX-License-Identifier: Apache-2.0

import Manifest
import Template

/// Where the references of a pack lead to, at one moment.
struct PackScope: Scope {
  let facts: Facts
  var rows: [String: KnownRow] = [:]
  var item: Value?
  var index: Int?
  var own: Known?
  /// What is not there is null, where waiting for it would be for nothing.
  var allowsAbsence = false

  func find(_ reference: Reference) -> Finding {
    let found = look(reference)
    guard allowsAbsence, case .missing = found, !reference.isVariable, !isPending(reference),
      facts.missingVariables(in: reference).isEmpty
    else { return found }
    return .found(.null)
  }

  private func look(_ reference: Reference) -> Finding {
    let rest = Path(Array(reference.path.steps.dropFirst()))
    switch reference.word {
    case "self": return own?.find(rest) ?? .missing(lookedIn: [])
    case "item": return item?[rest].map { .found($0) } ?? .missing(lookedIn: [])
    case "index": return index.map { .found(.int(Int64($0))) } ?? .missing(lookedIn: [])
    default: return rows[reference.word]?.find(rest, of: reference.word) ?? facts.find(reference)
    }
  }

  private func isPending(_ reference: Reference) -> Bool {
    if case .pending = rows[reference.word] { true } else { false }
  }

  /// What an expression comes to, or what it lacks.
  func bind(_ expression: Expression) throws(TemplateError) -> Binding {
    do {
      return .bound(try expression.bind(in: self))
    } catch {
      guard !error.missing.isEmpty else { throw error }
      let missing = Set(error.missing)
      return .lacks(
        expression.references.filter { missing.contains("\($0)") }.flatMap { lacks($0) })
    }
  }

  private func lacks(_ reference: Reference) -> [Lack] {
    if reference.isVariable {
      guard case .missing(let places) = look(reference) else { return [.field("\(reference)")] }
      return [.variable(reference.word, lookedIn: places)]
    }
    if isPending(reference) { return [.resource(reference.word)] }
    let inner = rows[reference.word] == nil ? facts.missingVariables(in: reference) : []
    return inner.isEmpty ? [.field("\(reference)")] : inner
  }

  /// Whether tests hold; nil where that cannot be told yet.
  func judge(_ checks: [Check]) throws(TemplateError) -> Judgement {
    var scope = self
    scope.allowsAbsence = true
    for check in checks {
      let sides = try check.expressions.map { (side) throws(TemplateError) in try scope.bind(side) }
      let lacks = sides.flatMap(\.lacks)
      if !lacks.isEmpty { return .waits(lacks) }
      let values = sides.map { $0.bound?.reveal() }
      if !check.judge(values[0], against: values.count > 1 ? values[1] : nil) { return .fails }
    }
    return .holds
  }
}

/// What became of an expression.
enum Binding: Sendable {
  case bound(Bound)
  case lacks([Lack])

  var bound: Bound? { if case .bound(let bound) = self { bound } else { nil } }
  var lacks: [Lack] { if case .lacks(let lacks) = self { lacks } else { [] } }
}

/// Whether tests hold.
enum Judgement: Sendable {
  case holds
  case fails
  case waits([Lack])
}

/// What a reference waits for.
package enum Lack: Sendable, Hashable {
  /// Another resource of the pack.
  case resource(String)
  /// A field of an object that somebody else writes, or of an answer.
  case field(String)
  /// Nowhere: a person has to set it.
  case variable(String, lookedIn: [String])
}

extension Lack: CustomStringConvertible {
  package var description: String {
    switch self {
    case .resource(let name): name
    case .field(let name): name
    case .variable(let name, let places):
      places.isEmpty ? name : "\(name) (looked for in \(places.joined(separator: ", ")))"
    }
  }
}
