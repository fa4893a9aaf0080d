// SPDX-License-Identifier: Apache-2.0

/// How many letters must be put in, taken out or changed to make one word of the other: what hints that
/// guess what was meant go by.
package func editDistance<Letter: Equatable>(from one: [Letter], to other: [Letter]) -> Int {
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
