// SPDX-License-Identifier: Apache-2.0

extension JSONPathParser {
  /// A text in quotes, with the escapes Go has.
  mutating func quoted() throws(Refusal) -> String {
    let start = index
    let quote = peek
    skip()
    var bytes: [UInt8] = []
    while let scalar = peek, scalar != quote {
      skip()
      if scalar == "\\" {
        bytes += try escape()
      } else {
        bytes += UTF8.encode(scalar).map(Array.init) ?? []
      }
    }
    guard peek != nil else { throw fault("the quoted text is not closed", at: start) }
    skip()
    return String(decoding: bytes, as: UTF8.self)
  }

  /// What follows a backslash.
  private mutating func escape() throws(Refusal) -> [UInt8] {
    guard let scalar = peek else { return [] }
    let start = index
    skip()
    switch scalar {
    case "a": return [0x07]
    case "b": return [0x08]
    case "f": return [0x0c]
    case "n": return [0x0a]
    case "r": return [0x0d]
    case "t": return [0x09]
    case "v": return [0x0b]
    case "\\", "'", "\"": return [UInt8(ascii: scalar)]
    case "x": return [UInt8(truncatingIfNeeded: try digits(2, radix: 16, start))]
    case "0"..."7":
      index = start
      return [UInt8(truncatingIfNeeded: try digits(3, radix: 8, start))]
    case "u": return try encoded(try digits(4, radix: 16, start), start)
    case "U": return try encoded(try digits(8, radix: 16, start), start)
    default: throw fault("there is no escape '\\\(scalar)'", at: start)
    }
  }

  private mutating func digits(
    _ count: Int, radix: Int, _ start: Substring.Index
  ) throws(Refusal) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<count {
      guard let digit = peek.flatMap({ Int(String($0), radix: radix) }) else {
        throw fault("the escape needs \(count) digits", at: start)
      }
      value = value &* UInt32(radix) &+ UInt32(digit)
      skip()
    }
    return value
  }

  private func encoded(_ number: UInt32, _ start: Substring.Index) throws(Refusal) -> [UInt8] {
    guard let scalar = Unicode.Scalar(number) else {
      throw fault("the escape stands for no character", at: start)
    }
    return UTF8.encode(scalar).map(Array.init) ?? []
  }
}
