// SPDX-License-Identifier: Apache-2.0

/// What one header block says.
struct TarFields {
  let flag: Character
  let mode: Int
  let size: Int
  private let block: [UInt8]

  /// Nil where the block is no header.
  init?(_ block: [UInt8]) {
    let field = block[148..<156]
    let sum = block.reduce(0) { $0 + Int($1) } - field.reduce(0) { $0 + Int($1) } + 8 * 0x20
    guard Self.number(field) == sum, let size = Self.number(block[124..<136]), size >= 0 else {
      return nil
    }
    self.block = block
    self.size = size
    flag = Character(Unicode.Scalar(block[156]))
    mode = (Self.number(block[100..<108]) ?? 0) & 0o7777
  }

  func path(_ extras: TarExtras) throws(ArchiveError) -> String {
    if let path = extras.path { return path }
    let name = try Self.text(block[0..<100])
    let prefix = isPOSIX ? try Self.text(block[345..<500]) : ""
    return prefix.isEmpty ? name : "\(prefix)/\(name)"
  }

  func target(_ extras: TarExtras) throws(ArchiveError) -> String {
    if let target = extras.target { return target }
    return try Self.text(block[157..<257])
  }

  func kind(size: Int, target: String, path: String) throws(ArchiveError) -> TarEntry.Kind {
    let action = "read archive entry \(path)"
    switch flag {
    // Before POSIX a directory was a file whose name ends in a slash.
    case "0", "\0", "7": return path.hasSuffix("/") ? .directory : .file(size: size)
    case "1": return .hardLink(to: target)
    case "2": return .symbolicLink(to: target)
    case "5": return .directory
    case "3", "4": throw ArchiveError(action, "it is a device")
    case "6": throw ArchiveError(action, "it is a named pipe")
    case "S": throw ArchiveError(action, "it is a sparse file")
    default: throw ArchiveError(action, "its type '\(flag)' is unknown")
    }
  }

  /// GNU's own header has times where POSIX's has the prefix.
  private var isPOSIX: Bool { block[257..<263].elementsEqual("ustar\0".utf8) }

  /// The text up to the first NUL byte.
  static func text(_ bytes: some Sequence<UInt8>) throws(ArchiveError) -> String {
    guard let text = String(validating: Array(bytes.prefix { $0 != 0 }), as: UTF8.self) else {
      throw ArchiveError("read archive", "it holds a name that is not UTF-8")
    }
    return text
  }

  /// Octal digits among spaces and NULs, or, where the first bit is set, a number of base 256.
  private static func number(_ field: ArraySlice<UInt8>) -> Int? {
    guard let first = field.first else { return nil }
    if first & 0x80 != 0 {
      guard first == 0x80, field.dropFirst().dropLast(7).allSatisfy({ $0 == 0 }) else { return nil }
      return field.suffix(7).reduce(0) { $0 << 8 | Int($1) }
    }
    let digits = field.drop { $0 == 0x20 }.prefix { $0 != 0x20 && $0 != 0 }
    return digits.isEmpty ? 0 : Int(String(decoding: digits, as: UTF8.self), radix: 8)
  }
}

/// What extended headers say of the entry that follows them.
struct TarExtras {
  var path: String?
  var target: String?
  var size: Int?
  var isSparse = false

  /// Reads records of the form `<length> <key>=<value>\n`.
  mutating func read(_ bytes: [UInt8]) throws(ArchiveError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let digits = rest.prefix { $0 != UInt8(ascii: " ") }
      let length = Int(String(decoding: digits, as: UTF8.self)) ?? 0
      let record = rest.prefix(max(0, length)).dropFirst(digits.count + 1)
      let parts = record.dropLast().split(separator: UInt8(ascii: "="), maxSplits: 1)
      guard length <= rest.count, record.last == UInt8(ascii: "\n"), let key = parts.first else {
        throw ArchiveError("read archive", "an extended header is damaged")
      }
      if parts.count == 2 { try note(String(decoding: key, as: UTF8.self), parts[1]) }
      rest = rest.dropFirst(length)
    }
  }

  private mutating func note(_ key: String, _ value: ArraySlice<UInt8>) throws(ArchiveError) {
    switch key {
    case "path": path = try TarFields.text(value)
    case "linkpath": target = try TarFields.text(value)
    case "size":
      guard let number = Int(String(decoding: value, as: UTF8.self)), number >= 0 else {
        throw ArchiveError("read archive", "an extended header is damaged")
      }
      size = number
    case _ where key.hasPrefix("GNU.sparse."): isSparse = true
    default: break
    }
  }
}
