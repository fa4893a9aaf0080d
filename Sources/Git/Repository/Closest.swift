// SPDX-License-Identifier: Apache-2.0

/// The candidate a person may have meant by `word`: the one with the fewest changes of a letter, if
/// at most half of the letters change.
package func closest(to word: String, among candidates: [String]) -> String? {
  candidates
    .map { (name: $0, changes: changes(from: Array(word), to: Array($0))) }
    .filter { $0.changes <= max(word.count, $0.name.count) / 2 }
    .min { ($0.changes, $0.name) < ($1.changes, $1.name) }?.name
}

/// How many letters are put in, taken out or exchanged between the two.
private func changes(from one: [Character], to other: [Character]) -> Int {
  var row = Array(0...other.count)
  for (index, letter) in one.enumerated() {
    var diagonal = row[0]
    row[0] = index + 1
    for (column, opposite) in other.enumerated() {
      let exchange = diagonal + (letter == opposite ? 0 : 1)
      diagonal = row[column + 1]
      row[column + 1] = min(exchange, row[column] + 1, diagonal + 1)
    }
  }
  return row[other.count]
}
