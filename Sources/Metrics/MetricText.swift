// SPDX-License-Identifier: Apache-2.0

/// Prometheus' text format, being written.
struct MetricText {
  private(set) var text = ""

  mutating func add(_ head: FamilyHead) {
    let help = head.help.replacing("\\", with: #"\\"#).replacing("\n", with: #"\n"#)
    text += "# HELP \(head.name) \(help)\n# TYPE \(head.name) \(head.kind)\n"
  }

  mutating func add(
    _ name: String, _ labels: some Sequence<(String, String)>, _ value: Double
  ) {
    let pairs = labels.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }
    text += name
    if !pairs.isEmpty { text += "{\(pairs.joined(separator: ","))}" }
    text += " \(Self.number(value))\n"
  }

  private static func escaped(_ value: String) -> String {
    guard value.utf8.contains(where: { [0x5c, 0x22, 0x0a].contains($0) }) else { return value }
    return value.replacing("\\", with: #"\\"#).replacing("\"", with: #"\""#)
      .replacing("\n", with: #"\n"#)
  }

  /// Whole numbers without a point, as people write them.
  static func number(_ value: Double) -> String {
    if let whole = Int64(exactly: value) { return String(whole) }
    if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
    return value.isNaN ? "NaN" : "\(value)"
  }
}

extension String {
  /// Swift's own `replacing` comes with a module for regular expressions, which is megabytes.
  fileprivate func replacing(_ character: Character, with text: String) -> String {
    contains(character) ? map { $0 == character ? text : String($0) }.joined() : self
  }
}
