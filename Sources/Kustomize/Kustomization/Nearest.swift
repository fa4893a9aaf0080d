// SPDX-License-Identifier: Apache-2.0

/// Finds what somebody may have meant.
enum Nearest {
  /// The word that differs least, where it does not differ much.
  static func word(to word: String, among words: some Sequence<String>) -> String? {
    let wanted = Array(word.utf8.prefix(100))
    let near = words.map { (distance: distance(wanted, Array($0.utf8.prefix(100))), word: $0) }
    let best = near.min { ($0.distance, $0.word) < ($1.distance, $1.word) }
    guard let best, best.distance <= max(2, wanted.count / 3) else { return nil }
    return best.word
  }

  /// How many letters must be put in, taken out or changed.
  private static func distance(_ one: [UInt8], _ other: [UInt8]) -> Int {
    var row = Array(0...other.count)
    for (place, letter) in one.enumerated() {
      var diagonal = row[0]
      row[0] = place + 1
      for (column, another) in other.enumerated() {
        let changed = diagonal + (letter == another ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(changed, diagonal + 1, row[column] + 1)
      }
    }
    return row[other.count]
  }
}
