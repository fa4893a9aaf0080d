// SPDX-License-Identifier: Apache-2.0

/// Where a request goes: the second word of its first line.
struct RequestTarget: Sendable {
  let text: String
  let path: String
  let query: [(name: String, value: String)]

  /// Nil if there is something in it that cannot be decoded.
  init?(_ bytes: [UInt8]) {
    let place = Self.withoutAuthority(bytes[...])
    let mark = place.firstIndex(of: UInt8(ascii: "?")) ?? place.endIndex
    guard let path = decoded(place[..<mark], isForm: false),
      let query = Self.pairs(place[mark...].dropFirst())
    else { return nil }
    self.text = String(decoding: bytes, as: UTF8.self)
    self.path = path
    self.query = query
  }

  /// Clients of a proxy send `http://host/path`, and every server must take that.
  private static func withoutAuthority(_ target: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let slash = UInt8(ascii: "/")
    guard target.first != slash, let colon = target.firstIndex(of: UInt8(ascii: ":")),
      target[colon...].dropFirst().starts(with: [slash, slash])
    else { return target }
    let rest = target[(colon + 3)...]
    let end = rest.firstIndex { $0 == slash || $0 == UInt8(ascii: "?") } ?? rest.endIndex
    let place = rest[end...]
    return place.first == slash ? place : [slash] + place
  }

  private static func pairs(_ query: ArraySlice<UInt8>) -> [(name: String, value: String)]? {
    var pairs: [(name: String, value: String)] = []
    for pair in query.split(separator: UInt8(ascii: "&")) {
      let sign = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
      guard let name = decoded(pair[..<sign], isForm: true),
        let value = decoded(pair[sign...].dropFirst(), isForm: true)
      else { return nil }
      pairs.append((name, value))
    }
    return pairs
  }
}

/// `text` without percent signs, or nil if one stands for nothing or the result is not UTF-8. In a
/// form, which is how queries are written, `+` is a space.
private func decoded(_ text: ArraySlice<UInt8>, isForm: Bool) -> String? {
  var bytes: [UInt8] = []
  bytes.reserveCapacity(text.count)
  var rest = text
  while let byte = rest.popFirst() {
    switch byte {
    case UInt8(ascii: "%"):
      guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit)
      else { return nil }
      bytes.append(high << 4 | low)
    case UInt8(ascii: "+") where isForm: bytes.append(UInt8(ascii: " "))
    default: bytes.append(byte)
    }
  }
  return String(validating: bytes, as: UTF8.self)
}

private func digit(_ byte: UInt8) -> UInt8? {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
  case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
  case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
  default: nil
  }
}
