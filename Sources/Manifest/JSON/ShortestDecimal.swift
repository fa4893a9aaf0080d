// SPDX-License-Identifier: Apache-2.0

/// The fewest decimal digits that read back as the same number, and where their point is.
struct ShortestDecimal {
  private let isNegative: Bool
  /// Without zeros at either end; `0` alone for zero.
  private let digits: Substring
  /// The power of ten of the first digit.
  private let exponent: Int

  init(_ number: some BinaryFloatingPoint & LosslessStringConvertible) {
    // Swift's description has the shortest digits; its own choice of form is undone here.
    let parts = number.magnitude.description.split(separator: "e")
    let power = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    let figures = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    let all = figures.joined()
    let leadingZeros = all.prefix { $0 == "0" }.count
    let significant = all.dropFirst(leadingZeros)
    let trailingZeros = significant.reversed().prefix { $0 == "0" }.count
    isNegative = number.sign == .minus
    digits = significant.isEmpty ? "0" : significant.dropLast(trailingZeros)
    exponent = significant.isEmpty ? 0 : figures[0].count - 1 - leadingZeros + power
  }

  /// As Go's encoding/json has it: `1`, `0.5`, `1e+21`, `1e-7`.
  var json: String {
    exponent < -6 || exponent >= 21 ? scientific(exponentDigits: 1) : plain
  }

  /// As Go's `%g` has it, and so kubectl in YAML: `1`, `0.5`, `1e+06`, `1e-05`.
  var general: String {
    exponent < -4 || exponent >= 6 ? scientific(exponentDigits: 2) : plain
  }

  private var sign: String { isNegative ? "-" : "" }

  private var plain: String {
    let places = exponent + 1
    if places <= 0 { return sign + "0." + String(repeating: "0", count: -places) + digits }
    if places >= digits.count {
      return sign + digits + String(repeating: "0", count: places - digits.count)
    }
    return sign + digits.prefix(places) + "." + digits.dropFirst(places)
  }

  private func scientific(exponentDigits: Int) -> String {
    let fraction = digits.count > 1 ? "." + digits.dropFirst() : ""
    let power = String(exponent.magnitude)
    let zeros = String(repeating: "0", count: max(0, exponentDigits - power.count))
    return sign + digits.prefix(1) + fraction + "e" + (exponent < 0 ? "-" : "+") + zeros + power
  }
}
