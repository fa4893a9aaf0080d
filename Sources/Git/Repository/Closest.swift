// SPDX-License-Identifier: Apache-2.0

import Log

/// The candidate a person may have meant by `word`: the one with the fewest changes of a letter, if
/// at most half of the letters change.
package func closest(to word: String, among candidates: [String]) -> String? {
  candidates
    .map { (name: $0, changes: editDistance(from: Array(word), to: Array($0))) }
    .filter { $0.changes <= max(word.count, $0.name.count) / 2 }
    .min { ($0.changes, $0.name) < ($1.changes, $1.name) }?.name
}
