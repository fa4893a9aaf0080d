// SPDX-License-Identifier: Apache-2.0

/// The types of Kubernetes' own kinds: which fields each has, and of what type.
///
/// Written as `name: field type, field! type …`, one after another; a line that is indented goes on with
/// the one before. A type is a word, the name of another one, `[a list]` or `{a map}`. After it may stand
/// how a strategic merge patch treats the field: `@key` merges a list by that key, a bare `@` merges it as
/// a set, `~` drops the fields of a map that the patch does not name. `!` says that a field is required.
struct TypeTable: Sendable {
  indirect enum Kind: Sendable, Hashable {
    case word(String)
    case list(Kind)
    case map(Kind)
    case type(String)
  }

  struct Field: Sendable, Hashable {
    var name: String
    var kind: Kind
    var isRequired = false
    /// Items are merged: by this key, or as a set where it is empty.
    var mergeKey: String?
    var retainsKeys = false
  }

  private(set) var types: [String: [Field]] = [:]

  static let all = TypeTable(core + "\n" + volumes + "\n" + others)

  /// The words that are no names of types.
  private static let words: Set<Substring> = [
    "any", "bool", "bytes", "either", "int32", "int64", "microtime", "number", "quantity", "string",
    "time",
  ]

  init(_ text: String) {
    var entry: Substring = ""
    for line in text.split(separator: "\n") {
      if line.hasPrefix(" ") {
        entry += line.dropFirst()
      } else {
        take(entry)
        entry = line
      }
    }
    take(entry)
  }

  private mutating func take(_ entry: Substring) {
    guard let colon = entry.firstIndex(of: ":") else { return }
    let fields = entry[entry.index(after: colon)...].split(separator: ",").map(Self.field)
    types[String(entry[..<colon])] = fields
  }

  private static func field(_ text: Substring) -> Field {
    let parts = text.split(separator: " ")
    var field = Field(name: String(parts[0]), kind: .word("any"))
    if field.name.hasSuffix("!") {
      field.name.removeLast()
      field.isRequired = true
    }
    var kind = parts[1]
    if kind.hasSuffix("~") {
      kind.removeLast()
      field.retainsKeys = true
    }
    if let at = kind.firstIndex(of: "@") {
      field.mergeKey = String(kind[kind.index(after: at)...])
      kind = kind[..<at]
    }
    field.kind = Self.kind(kind)
    return field
  }

  private static func kind(_ text: Substring) -> Kind {
    if text.hasPrefix("[") { return .list(kind(text.dropFirst().dropLast())) }
    if text.hasPrefix("{") { return .map(kind(text.dropFirst().dropLast())) }
    return words.contains(text) ? .word(String(text)) : .type(String(text))
  }
}
