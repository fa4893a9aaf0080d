// SPDX-License-Identifier: Apache-2.0

/// Reads a tar archive piece by piece: ustar, pax, and GNU tar's long names.
package struct TarReader {
  package enum Event: Sendable, Equatable {
    /// An entry begins.
    case entry(TarEntry)

    /// Some of what it holds.
    case contents(ArraySlice<UInt8>)
  }

  /// What stands behind a header.
  private enum Body { case contents, extras, longPath, longTarget, ignored }

  private var rules = PathRules()
  private var limits: Limits
  private let allowed: Limits
  private var offset = 0
  private var block: [UInt8] = []
  private var body = Body.contents
  private var left = 0
  private var padding = 0
  private var collected: [UInt8] = []
  private var extras = TarExtras()
  private var hasEnded = false

  package init(within limits: Limits = Limits()) {
    self.limits = limits
    allowed = limits
  }

  /// Takes some bytes of the archive, and returns what they tell.
  package mutating func add(_ bytes: [UInt8]) throws(ArchiveError) -> [Event] {
    var events: [Event] = []
    var rest = bytes[...]
    while !rest.isEmpty, !hasEnded {
      let wanted = left > 0 ? left : padding > 0 ? padding : TarHeader.size - block.count
      let part = rest.prefix(wanted)
      rest = rest.dropFirst(part.count)
      offset += part.count
      if left > 0 {
        if let event = try takeBody(part) { events.append(event) }
      } else if padding > 0 {
        padding -= part.count
      } else if let event = try takeHeader(part) {
        events.append(event)
      }
    }
    return events
  }

  /// Fails where the archive has not come to its end.
  package func finish() throws(ArchiveError) {
    guard hasEnded else { throw ArchiveError("read archive", "it is cut short") }
  }

  private mutating func takeBody(_ part: ArraySlice<UInt8>) throws(ArchiveError) -> Event? {
    left -= part.count
    switch body {
    case .ignored: return nil
    case .contents: return .contents(part)
    case .extras, .longPath, .longTarget:
      collected += part
      if left == 0 { try takeExtras() }
      return nil
    }
  }

  private mutating func takeExtras() throws(ArchiveError) {
    defer { collected = [] }
    switch body {
    case .longPath: extras.path = try TarFields.text(collected)
    case .longTarget: extras.target = try TarFields.text(collected)
    default: try extras.read(collected)
    }
  }

  private mutating func takeHeader(_ part: ArraySlice<UInt8>) throws(ArchiveError) -> Event? {
    block += part
    guard block.count == TarHeader.size else { return nil }
    defer { block = [] }
    if block.allSatisfy({ $0 == 0 }) {
      hasEnded = true
      return nil
    }
    guard let fields = TarFields(block) else {
      throw ArchiveError(
        "read archive", "there is no tar header at byte \(offset - TarHeader.size)")
    }
    if let special = specialBody(fields.flag) {
      try begin(special, size: fields.size)
      return nil
    }
    return try beginEntry(fields)
  }

  private func specialBody(_ flag: Character) -> Body? {
    switch flag {
    case "x": .extras
    case "g": .ignored
    case "L": .longPath
    case "K": .longTarget
    default: nil
    }
  }

  private mutating func begin(_ body: Body, size: Int) throws(ArchiveError) {
    guard size <= 1 << 20 else {
      throw ArchiveError("read archive", "an extended header holds more than 1048576 bytes")
    }
    self.body = body
    left = size
    padding = TarHeader.padding(after: size)
  }

  private mutating func beginEntry(_ fields: TarFields) throws(ArchiveError) -> Event? {
    defer { extras = TarExtras() }
    let path = try fields.path(extras)
    let action = "read archive entry \(path)"
    if extras.isSparse { throw ArchiveError(action, "it is a sparse file") }
    let size = extras.size ?? fields.size
    let kind = try fields.kind(size: size, target: fields.target(extras), path: path)
    let entry = TarEntry(path, kind, mode: fields.mode)
    // Only files have contents, whatever size the header gives to another entry.
    body = .contents
    left = entry.size
    padding = TarHeader.padding(after: entry.size)
    try count(entry, action)
    return try rules.admit(entry, action).map { .entry($0) }
  }

  private mutating func count(_ entry: TarEntry, _ action: String) throws(ArchiveError) {
    limits.entries -= 1
    guard limits.entries >= 0 else {
      throw ArchiveError(action, "the archive holds more than \(allowed.entries) entries")
    }
    guard entry.size <= limits.bytes else {
      throw ArchiveError(action, "the archive holds more than \(allowed.bytes) bytes")
    }
    limits.bytes -= entry.size
  }
}
