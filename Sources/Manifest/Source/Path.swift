// SPDX-License-Identifier: Apache-2.0

/// The way from a document's root to one of its nodes, written as Kubernetes writes it in messages:
/// `spec.containers[0].name`, and `metadata.annotations[a/b]` where a key is no plain word.
package struct Path: Sendable, Hashable {
  package enum Step: Sendable, Hashable {
    case key(String)
    case index(Int)
  }

  package var steps: [Step]

  package init(_ steps: [Step] = []) {
    self.steps = steps
  }

  package func key(_ key: String) -> Path { Path(steps + [.key(key)]) }
  package func index(_ index: Int) -> Path { Path(steps + [.index(index)]) }
}

extension Path: CustomStringConvertible {
  package var description: String {
    var text = ""
    for step in steps {
      switch step {
      case .index(let index): text += "[\(index)]"
      case .key(let key) where !key.isPlainWord: text += "[\(key)]"
      case .key(let key): text += text.isEmpty ? key : ".\(key)"
      }
    }
    return text.isEmpty ? "." : text
  }
}

extension Path: ExpressibleByArrayLiteral {
  package init(arrayLiteral steps: Step...) { self.steps = steps }
}

extension Path.Step: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
  package init(stringLiteral key: String) { self = .key(key) }
  package init(integerLiteral index: Int) { self = .index(index) }
}

extension String {
  /// Whether a path can show the key between dots.
  fileprivate var isPlainWord: Bool {
    !isEmpty
      && utf8.allSatisfy {
        ASCII.isLetterOrDigit($0) || $0 == ASCII.minus || $0 == ASCII.underscore
      }
  }
}

extension Value {
  /// The node at the end of a path; nil where there is none.
  package subscript(path: Path) -> Value? {
    var value = self
    for step in path.steps {
      switch (step, value) {
      case (.key(let key), .map(let map)):
        guard let next = map[key] else { return nil }
        value = next
      case (.index(let index), .list(let list)) where list.indices.contains(index):
        value = list[index]
      default: return nil
      }
    }
    return value
  }
}
