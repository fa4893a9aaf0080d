// SPDX-License-Identifier: Apache-2.0

/// The oldest templates put spaces around a name, `${ NAME }`: this is their text without them.
struct LegacySpaces {
  private(set) var scalars: [Unicode.Scalar] = []

  /// Where each scalar stood before.
  private(set) var origins: [Int] = []

  private let source: [Unicode.Scalar]

  init(removedFrom source: [Unicode.Scalar]) {
    self.source = source
    var index = 0
    while index < source.count {
      let end = endOfSpacedName(at: index) ?? index + 1
      for offset in index..<end where end == index + 1 || !isSpace(offset) {
        scalars.append(source[offset])
        origins.append(offset)
      }
      index = end
    }
    origins.append(source.count)
  }

  /// The end of `${ NAME }` with a space on either side of the name, if that is what stands here.
  private func endOfSpacedName(at start: Int) -> Int? {
    guard source[start...].starts(with: ["$", "{"]) else { return nil }
    let name = end(from: start + 2, while: isSpace)
    let nameEnd = end(from: name) { source[$0] == "$" || source[$0].isASCIIWord }
    let close = end(from: nameEnd, while: isSpace)
    guard close < source.count, source[close] == "}", name < nameEnd,
      name > start + 2 || nameEnd < close
    else { return nil }
    return close + 1
  }

  private func end(from start: Int, while accepts: (Int) -> Bool) -> Int {
    var index = start
    while index < source.count, accepts(index) { index += 1 }
    return index
  }

  private func isSpace(_ index: Int) -> Bool {
    switch source[index] {
    case " ", "\t", "\n", "\r", "\u{0C}": true
    default: false
    }
  }
}

extension Unicode.Scalar {
  var isASCIIWord: Bool {
    switch self {
    case "a"..."z", "A"..."Z", "0"..."9", "_": true
    default: false
    }
  }
}
