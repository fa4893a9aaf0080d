// SPDX-License-Identifier: Apache-2.0

/// A stretch of a template: text to copy, or a variable whose value takes its place.
enum Piece: Sendable {
  case text(String)
  case variable(Use)

  /// One `${…}`.
  struct Use: Sendable {
    let name: String
    let operation: Operation
    let arguments: [[Piece]]
    let offset: Int
  }
}

/// What a `${…}` does with the value of its variable.
enum Operation: Sendable, Equatable {
  case value
  case length
  case casing(Casing)
  case slice
  case trim(End, longest: Bool)
  case replace(Extent)
  case fallback(Fallback, orEmpty: Bool)

  enum Casing: String { case upperFirst = "^", upper = "^^", lowerFirst = ",", lower = ",,", none }
  enum End { case prefix, suffix }
  enum Extent { case first, all, prefix, suffix }
  enum Fallback: Unicode.Scalar { case use = "-", assign = "=", fail = "?", replace = "+" }
}
