// SPDX-License-Identifier: Apache-2.0

/// How much the operations of one patch may copy: a short patch could otherwise double a document
/// over and over.
struct CopyBudget {
  /// Bytes of text, about; kube-apiserver allows as much.
  private var left = 3 << 20

  mutating func take(_ value: Value) throws(Refusal) {
    left -= 8
    switch value {
    case .string(let text): left -= text.utf8.count
    case .list(let list): for item in list { try take(item) }
    case .map(let map):
      for entry in map {
        left -= entry.key.utf8.count
        try take(entry.value)
      }
    default: break
    }
    guard left >= 0 else { throw Refusal("the patch copies more than 3 MiB") }
  }

  /// Moves and copies could nest a document without end.
  static func checkDepth(of value: Value, at path: JSONPointer) throws(Refusal) {
    guard !value.isDeeper(than: JSONPointer.depthLimit - path.tokens.count) else {
      throw Refusal("the document would be deeper than \(JSONPointer.depthLimit) levels")
    }
  }
}

extension Value {
  fileprivate func isDeeper(than levels: Int) -> Bool {
    guard levels >= 0 else { return true }
    return switch self {
    case .list(let list): list.contains { $0.isDeeper(than: levels - 1) }
    case .map(let map): map.contains { $0.value.isDeeper(than: levels - 1) }
    default: false
    }
  }
}
