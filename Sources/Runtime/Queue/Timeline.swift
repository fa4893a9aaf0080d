// SPDX-License-Identifier: Apache-2.0

/// Keys by the moment they are due: a binary heap, the earliest on top.
struct Timeline {
  private var heap: [(due: Duration, key: Key)] = []

  var first: (due: Duration, key: Key)? { heap.first }

  mutating func insert(_ key: Key, at due: Duration) {
    heap.append((due, key))
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard heap[child].due < heap[parent].due else { return }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  mutating func removeFirst() {
    guard let last = heap.popLast(), !heap.isEmpty else { return }
    heap[0] = last
    var parent = 0
    while true {
      let children = (2 * parent + 1)..<min(2 * parent + 3, max(2 * parent + 1, heap.count))
      guard let child = children.min(by: { heap[$0].due < heap[$1].due }),
        heap[child].due < heap[parent].due
      else { return }
      heap.swapAt(child, parent)
      parent = child
    }
  }
}
