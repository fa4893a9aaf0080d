// SPDX-License-Identifier: Apache-2.0

/// Texts as bytes: clusterctl slices and matches them without regard to characters, so that a
/// result need not be valid UTF-8.
typealias Bytes = [UInt8]

extension Collection<UInt8> {
  /// The first character and its width; U+FFFD and one byte where none can be read.
  var firstScalar: (scalar: Unicode.Scalar, width: Int)? {
    var decoder = UTF8()
    var bytes = makeIterator()
    switch decoder.decode(&bytes) {
    case .scalarValue(let scalar): return (scalar, UTF8.width(scalar))
    case .error: return ("\u{FFFD}", 1)
    case .emptyInput: return nil
    }
  }

  /// The characters in the opposite order.
  var reversedScalars: Bytes {
    var scalars: [Unicode.Scalar] = []
    var rest = self[...]
    while let (scalar, width) = rest.firstScalar {
      scalars.append(scalar)
      rest = rest.dropFirst(width)
    }
    var result = String.UnicodeScalarView()
    result.append(contentsOf: scalars.reversed())
    return Bytes(String(result).utf8)
  }
}

extension Bytes {
  /// With `old` replaced by `new`, wherever it stands or only at its first place. An empty `old`
  /// stands before each character and at the end.
  func replacing(_ old: Bytes, with new: Bytes, onlyFirst: Bool) -> Bytes {
    var result = Bytes()
    var rest = self[...]
    var isDone = false
    while !rest.isEmpty {
      if !isDone, rest.starts(with: old) {
        result += new
        rest = rest.dropFirst(old.count)
        isDone = onlyFirst
        if !old.isEmpty { continue }
      }
      let step = old.isEmpty ? rest.firstScalar?.width ?? 1 : 1
      result += rest.prefix(step)
      rest = rest.dropFirst(step)
    }
    return old.isEmpty && !isDone ? result + new : result
  }
}

extension Unicode.Scalar {
  // One character for one character, as in Unicode's simple case mappings: ß stays as it is.
  var simpleUppercase: Unicode.Scalar {
    properties.uppercaseMapping.onlyScalar ?? properties.titlecaseMapping.onlyScalar ?? self
  }

  // One character has a lower case of two: the dotted capital I.
  var simpleLowercase: Unicode.Scalar {
    properties.lowercaseMapping.unicodeScalars.first ?? self
  }
}

extension String {
  fileprivate var onlyScalar: Unicode.Scalar? {
    unicodeScalars.count == 1 ? unicodeScalars.first : nil
  }

  func mapScalars(_ change: (Unicode.Scalar) -> Unicode.Scalar) -> String {
    var result = String.UnicodeScalarView()
    for scalar in unicodeScalars { result.append(change(scalar)) }
    return String(result)
  }
}
