// SPDX-License-Identifier: Apache-2.0

import Log

/// Finds what somebody may have meant.
enum Nearest {
  /// The word that differs least, where it does not differ much.
  static func word(to word: String, among words: some Sequence<String>) -> String? {
    let wanted = Array(word.utf8.prefix(100))
    let near = words.map {
      (distance: editDistance(from: wanted, to: Array($0.utf8.prefix(100))), word: $0)
    }
    let best = near.min { ($0.distance, $0.word) < ($1.distance, $1.word) }
    guard let best, best.distance <= max(2, wanted.count / 3) else { return nil }
    return best.word
  }
}
