// SPDX-License-Identifier: Apache-2.0

/// How much a line matters.
package enum Level: String, Sendable, CaseIterable, Comparable {
  case debug, info, warning, error

  package static func < (left: Level, right: Level) -> Bool { left.rank < right.rank }

  /// The level that `name`, as given by a flag or a variable, means.
  package static func named(_ name: String) throws(LogError) -> Level {
    try choice(name, of: "level")
  }

  private var rank: Int {
    switch self {
    case .debug: 0
    case .info: 1
    case .warning: 2
    case .error: 3
    }
  }
}

/// How lines look.
package enum Format: String, Sendable, CaseIterable {
  case text, json

  /// The format that `name`, as given by a flag or a variable, means.
  package static func named(_ name: String) throws(LogError) -> Format {
    try choice(name, of: "format")
  }
}

/// A level or a format that there is not.
package struct LogError: Failure, Equatable {
  package let action: String
  package let cause: String
}

private func choice<Choice>(_ name: String, of what: String) throws(LogError) -> Choice
where Choice: RawRepresentable<String> & CaseIterable {
  if let choice = Choice(rawValue: name.lowercased()) { return choice }
  let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
  throw LogError(action: "log with \(what) \(name)", cause: "it is not one of \(names)")
}
