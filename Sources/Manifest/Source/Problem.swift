// SPDX-License-Identifier: Apache-2.0

/// What a reader stumbled over, before the name of the file is known.
struct Problem: Error {
  var mark: Mark
  var cause: String
  var hint: String?

  static func tooDeep(at mark: Mark, limit: Int) -> Problem {
    Problem(mark: mark, cause: "nested more than \(limit) levels deep")
  }

  static func repeatedKey(_ key: String, at mark: Mark) -> Problem {
    let key = JSON.text(.string(String(key.prefix(100))))
    return Problem(mark: mark, cause: "the key \(key) is in this map already")
  }
}
