// SPDX-License-Identifier: Apache-2.0

/// A length of time as Go writes it, `1h30m0s`: the form of durations in the older versions.
package struct GoDuration: Sendable, Hashable {
  package var nanoseconds: Int64

  package init(seconds: Int64) {
    let (product, overflows) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    nanoseconds = overflows ? .max : product
  }

  /// Whole seconds; what is finer is cut off.
  package var seconds: Int64 { nanoseconds / 1_000_000_000 }

  /// Nil where the text is none.
  package init?(_ text: String) {
    var rest = Substring(text).utf8
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
    nanoseconds = 0
    if rest.elementsEqual("0".utf8) { return }
    guard !rest.isEmpty else { return nil }
    var total = 0.0
    var exact: Int64 = 0
    while !rest.isEmpty {
      guard let part = Self.part(&rest) else { return nil }
      total += part.fraction
      let (sum, overflows) = exact.addingReportingOverflow(part.whole)
      guard !overflows, total < 9e18 else { return nil }
      exact = sum
    }
    let (sum, overflows) = exact.addingReportingOverflow(Int64(total))
    guard !overflows else { return nil }
    nanoseconds = isNegative ? -sum : sum
  }

  /// A number and its unit: whole units exactly, the rest as nanoseconds.
  private static func part(_ rest: inout Substring.UTF8View) -> (whole: Int64, fraction: Double)? {
    let digits = rest.prefix { (48...57).contains($0) }
    rest = rest.dropFirst(digits.count)
    var decimals = rest.prefix(0)
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      decimals = rest.prefix { (48...57).contains($0) }
      rest = rest.dropFirst(decimals.count)
    }
    guard !digits.isEmpty || !decimals.isEmpty else { return nil }
    let name = rest.prefix { !(48...57).contains($0) && $0 != UInt8(ascii: ".") }
    rest = rest.dropFirst(name.count)
    guard let unit = units[String(Substring(name))],
      let number = digits.isEmpty ? 0 : Int64(Substring(digits))
    else { return nil }
    let (whole, overflows) = number.multipliedReportingOverflow(by: unit)
    guard !overflows else { return nil }
    let fraction = decimals.isEmpty ? 0 : Double("0.\(Substring(decimals))") ?? 0
    return (whole, (fraction * Double(unit)).rounded())
  }

  private static let units: [String: Int64] = [
    "ns": 1, "us": 1000, "µs": 1000, "μs": 1000, "ms": 1_000_000, "s": 1_000_000_000,
    "m": 60_000_000_000, "h": 3_600_000_000_000,
  ]
}

extension GoDuration: CustomStringConvertible {
  package var description: String {
    if nanoseconds == 0 { return "0s" }
    let sign = nanoseconds < 0 ? "-" : ""
    let size = nanoseconds.magnitude
    if size < 1_000_000_000 { return sign + Self.small(size) }
    let seconds = size / 1_000_000_000
    let tail = Self.decimals(size % 1_000_000_000, digits: 9)
    var text = "\(seconds % 60)\(tail)s"
    if seconds >= 60 { text = "\(seconds / 60 % 60)m\(text)" }
    if seconds >= 3600 { text = "\(seconds / 3600)h\(text)" }
    return sign + text
  }

  private static func small(_ size: UInt64) -> String {
    switch size {
    case ..<1000: "\(size)ns"
    case ..<1_000_000: "\(size / 1000)\(decimals(size % 1000, digits: 3))µs"
    default: "\(size / 1_000_000)\(decimals(size % 1_000_000, digits: 6))ms"
    }
  }

  private static func decimals(_ fraction: UInt64, digits: Int) -> String {
    guard fraction > 0 else { return "" }
    let text = String(fraction)
    let padded = String(repeating: "0", count: digits - text.count) + text
    return "." + String(padded.reversed().drop { $0 == "0" }.reversed())
  }
}
