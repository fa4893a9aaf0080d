// SPDX-License-Identifier: Apache-2.0

/// A queue with random access. What has left is let go at once; its places are reused in one sweep when
/// they are half of all.
struct Ring<Element> {
  private var storage: [Element?] = []
  private var head = 0

  var count: Int { storage.count - head }
  var isEmpty: Bool { count == 0 }
  var first: Element? { isEmpty ? nil : storage[head] }

  mutating func append(_ element: Element) { storage.append(element) }

  mutating func removeFirst() {
    precondition(!isEmpty, "an empty ring has no first element")
    storage[head] = nil
    head += 1
    guard head > 32, head * 2 > storage.count else { return }
    storage.removeSubrange(..<head)
    head = 0
  }

  subscript(place: Int) -> Element {
    guard let element = storage[head + place] else { preconditionFailure("it has left the ring") }
    return element
  }

  /// A copy of a part.
  subscript(range: Range<Int>) -> ArraySlice<Element> { range.map { self[$0] }[...] }

  /// The first place whose element fulfils a condition that all later ones fulfil too.
  func partition(where isPast: (Element) -> Bool) -> Int {
    storage[head...].partitionIndex { $0.map(isPast) ?? false } - head
  }
}

extension Ring: Sendable where Element: Sendable {}
