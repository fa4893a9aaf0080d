// SPDX-License-Identifier: Apache-2.0

import Manifest
import Template

/// What references to a resource find.
struct Known: Sendable {
  /// What was read, with `id`, `at`, `outputs` and `also` put in.
  var value: Value
  /// Those of the outputs and further reads that nobody may see.
  var secrets: Set<String> = []
  /// It is only taken to be as it shall be.
  var isAssumed = false
  /// It is only taken to be there at all: what follows from an answer cannot be known.
  var isUnknown = false

  static let unknown = ProviderCall.unknown

  func find(_ path: Path) -> Finding {
    guard let value = value[path] else {
      return isUnknown ? .found(.string(Self.unknown)) : .missing(lookedIn: [])
    }
    return secrets.contains { "\(path)".hasPrefix($0) } ? .secret(value) : .found(value)
  }
}

/// What is known of all that a resource of a pack stands for.
enum KnownRow: Sendable {
  /// Not yet ready to be referred to.
  case pending
  case none
  case one(Known)
  case many([(key: String, known: Known)])

  func find(_ path: Path, of name: String) -> Finding {
    switch self {
    case .pending: .missing(lookedIn: [])
    case .none: .missing(lookedIn: ["\(name), of which there is none"])
    case .one(let known): known.find(path)
    case .many(let rows): find(path, in: rows)
    }
  }

  private func find(_ path: Path, in rows: [(key: String, known: Known)]) -> Finding {
    guard let first = path.steps.first else { return .found(.list(rows.map(\.known.value))) }
    let rest = Path(Array(path.steps.dropFirst()))
    switch first {
    case .index(let index) where rows.indices.contains(index):
      return rows[index].known.find(rest)
    case .key(let key):
      return rows.first { $0.key == key }?.known.find(rest) ?? .missing(lookedIn: [])
    default: return .missing(lookedIn: [])
    }
  }
}
