// SPDX-License-Identifier: Apache-2.0

/// The blocks that stand before what an entry holds: ustar, and pax for what that cannot say.
enum TarHeader {
  static let size = 512

  /// Zeros behind `count` bytes, up to the next block.
  static func padding(after count: Int) -> Int { (size - count % size) % size }

  static func bytes(for entry: TarEntry) -> [UInt8] {
    var path = entry.path
    var (flag, target) = ("0", "")
    switch entry.kind {
    case .file: break
    case .hardLink(let other): (flag, target) = ("1", other)
    case .symbolicLink(let other): (flag, target) = ("2", other)
    case .directory:
      flag = "5"
      path += "/"
    }
    var records: [UInt8] = []
    let place = split(path)
    if place == nil { records += record("path", path) }
    if !fits(target, 100) { records += record("linkpath", target) }
    if entry.size > 0o7777_7777_777 { records += record("size", "\(entry.size)") }
    let (prefix, name) = place ?? ("", path)
    let plain = block(
      name: name, prefix: prefix, mode: entry.mode, size: entry.size, flag: flag, target: target)
    guard !records.isEmpty else { return plain }
    let zeros = [UInt8](repeating: 0, count: padding(after: records.count))
    let extra = block(
      name: "pax", prefix: "", mode: 0o644, size: records.count, flag: "x", target: "")
    return extra + records + zeros + plain
  }

  private static func fits(_ text: String, _ count: Int) -> Bool {
    text.utf8.count <= count && text.utf8.allSatisfy { $0 < 0x80 }
  }

  /// The two fields that can hold `path`, or nil where none can.
  private static func split(_ path: String) -> (prefix: String, name: String)? {
    if fits(path, 100) { return ("", path) }
    for index in path.indices.reversed() where path[index] == "/" {
      let (prefix, name) = (String(path[..<index]), String(path[index...].dropFirst()))
      if name.isEmpty { continue }
      if !fits(name, 100) { return nil }
      if fits(prefix, 155) { return (prefix, name) }
    }
    return nil
  }

  /// `<length> <key>=<value>\n`, where the length counts its own digits.
  private static func record(_ key: String, _ value: String) -> [UInt8] {
    let rest = " \(key)=\(value)\n"
    var length = rest.utf8.count
    while "\(length)".utf8.count + rest.utf8.count != length {
      length = "\(length)".utf8.count + rest.utf8.count
    }
    return Array("\(length)\(rest)".utf8)
  }

  private static func block(
    name: String, prefix: String, mode: Int, size: Int, flag: String, target: String
  ) -> [UInt8] {
    var block = [UInt8](repeating: 0, count: Self.size)
    func put(_ text: String, _ field: Range<Int>) {
      let bytes = text.utf8.prefix(field.count)
      block.replaceSubrange(field.prefix(bytes.count), with: bytes)
    }
    func put(_ number: Int, _ field: Range<Int>) {
      let digits = String(number, radix: 8)
      put(String(repeating: "0", count: max(0, field.count - 1 - digits.count)) + digits, field)
    }
    put(name, 0..<100)
    put(mode & 0o7777, 100..<108)
    put(0, 108..<116)
    put(0, 116..<124)
    put(size > 0o7777_7777_777 ? 0 : size, 124..<136)
    put(0, 136..<148)
    put("        ", 148..<156)
    put(flag, 156..<157)
    put(target, 157..<257)
    put("ustar\u{0}00", 257..<265)
    put(prefix, 345..<500)
    // Six digits, and the space that stood there when the sum was made.
    put(block.reduce(0) { $0 + Int($1) }, 148..<155)
    return block
  }
}
