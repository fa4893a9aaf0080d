// SPDX-License-Identifier: Apache-2.0

extension Sequence<String> {
  /// What was most likely meant by a word that is none of these.
  package func closest(to word: String) -> String? {
    guard !word.isEmpty else { return nil }
    let near = map { (word: $0, distance: $0.editDistance(to: word)) }
      // Of a short word little may be wrong before it is another.
      .filter { $0.distance <= Swift.min(2, word.count / 2) || $0.word.hasPrefix(word) }
    return near.min { ($0.distance, $0.word) < ($1.distance, $1.word) }?.word
  }
}

extension String {
  /// How many letters to insert, remove, replace or swap with their neighbour.
  func editDistance(to other: String) -> Int {
    let (from, to) = (Array(self), Array(other))
    var before: [Int] = []
    var last = Array(0...to.count)
    for row in from.indices {
      var next = [row + 1]
      for column in to.indices {
        let change = from[row] == to[column] ? 0 : 1
        var best = Swift.min(last[column] + change, last[column + 1] + 1, next[column] + 1)
        if row > 0, column > 0, from[row] == to[column - 1], from[row - 1] == to[column] {
          best = Swift.min(best, before[column - 1] + 1)
        }
        next.append(best)
      }
      (before, last) = (last, next)
    }
    return last[to.count]
  }
}
